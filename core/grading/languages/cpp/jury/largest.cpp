#include <iostream>

//<solve
#include <algorithm>
#include <vector>
using namespace std;

int solve(vector<int> numbers) {
    int largest = numbers[0];
    for (int number : numbers) largest = max(largest, number);
    return largest;
}
//>

int main() {
    int count;
    std::cin >> count;
    std::vector<int> numbers(count);
    for (int &number : numbers) std::cin >> number;
    std::cout << solve(numbers) << '\n';
}
