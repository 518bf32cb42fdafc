<?php
$words = preg_split('/\s+/', stream_get_contents(STDIN));
if ($words[0] === 'crash') {
    exit(3);
}
while ($words[0] === 'loop') {
}
if ($words[0] === 'burn') {
    $x = 1;
    for ($i = 0; $i < (int) $words[1]; $i++) {
        $x = ($x * 1103515245 + 12345) & 0x7fffffff;
    }
    echo $x, "\n";
} else {
    echo (int) $words[1] + (int) $words[2], "\n";
}
