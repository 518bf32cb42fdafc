<?php
require 'say.php';

say(trim(fgets(STDIN)));
