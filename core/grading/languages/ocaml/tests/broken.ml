let x : int = "no"
