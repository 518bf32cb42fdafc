<?php

function solve(array $numbers): int
{
    $largest = $numbers[0];
    foreach ($numbers as $number) {
        $largest = max($largest, $number);
    }
    return $largest;
}

$words = preg_split('/\s+/', trim(stream_get_contents(STDIN)));
echo solve(array_map('intval', array_slice($words, 1))), "\n";
