#include <bits/stdc++.h>
using namespace std;
#define int long long
long long solve(vector<signed> &numbers, const string &word) {
  if (word == "wrong") return 7;
  if (word == "spin") for (volatile long i = 0;; i++) {}
  if (word == "crash") abort();
  if (word == "exit") exit(3);
  if (word == "hoard") for (;;) memset(new char[1 << 20], 1, 1 << 20);
  if (word == "print") { cout << "5" << endl; puts("6"); cerr << "7"; }
  return accumulate(numbers.begin(), numbers.end(), 0LL);
}
