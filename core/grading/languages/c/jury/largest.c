#include <stdio.h>

static int solve(int count, const int numbers[]) {
    int largest = numbers[0];
    for (int i = 0; i < count; i++)
        if (numbers[i] > largest) largest = numbers[i];
    return largest;
}

int main(void) {
    static int numbers[1000];
    int count;
    if (scanf("%d", &count) != 1) return 1;
    for (int i = 0; i < count; i++)
        if (scanf("%d", &numbers[i]) != 1) return 1;
    printf("%d\n", solve(count, numbers));
    return 0;
}
