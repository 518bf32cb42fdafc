gcc -Wall -Werror -fsyntax-only sources/*.c
