#include <cstdio>
#include <string>
#include <unordered_map>

int main() {
  std::unordered_map<std::string, int> counts;
  std::string word;
  for (;;) {
    int c = std::getchar();
    if (c >= 'a' && c <= 'z') {
      word.push_back(static_cast<char>(c));
      continue;
    }
    if (!word.empty()) ++counts[word];
    word.clear();
    if (c == EOF) break;
  }
  const std::string *best = nullptr;
  int most = 0;
  for (const auto &entry : counts) {
    if (entry.second > most || (entry.second == most && entry.first < *best)) {
      best = &entry.first;
      most = entry.second;
    }
  }
  std::printf("%s %d\n", best->c_str(), most);
}
