interface Everything { small: number }
function solve(value: Everything): Everything { return value; }
