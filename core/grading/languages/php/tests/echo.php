<?php
$s = trim(fgets(STDIN));
switch ($s) {
    case 'wrong': echo "7\n"; break;
    case 'spin': while (true) {}
    case 'sleep': sleep(100); break;
    case 'hoard': $all = []; while (true) $all[] = str_repeat(chr(count($all) % 256), 1000000);
    case 'flood': while (true) echo "the same line again and again, and no end of it\n";
    case 'exit3': exit(3);
    case 'crash': throw new Exception('crash');
    default: echo $s, "\n";
}
