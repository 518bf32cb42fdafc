<?php
function say(string $word): void
{
    echo $word, "\n";
}
