<?php

$words = preg_split('/\s+/', stream_get_contents(STDIN));
$n = (int) $words[0];
echo $n, "\n";
