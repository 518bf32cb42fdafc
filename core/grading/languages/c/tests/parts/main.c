#include <stdio.h>
#include "say.h"

int main(void) {
    char word[99];
    if (scanf("%98s", word) == 1) say(word);
    return 0;
}
