let x: Int = "no"
