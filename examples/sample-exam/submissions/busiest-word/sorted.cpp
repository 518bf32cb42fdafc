#include <algorithm>
#include <cstdio>
#include <cstring>
#include <vector>

static char text[1100000];

int main() {
  std::size_t length = std::fread(text, 1, sizeof text - 1, stdin);
  text[length] = 0;
  std::vector<const char *> words;
  for (char *word = std::strtok(text, " \n"); word; word = std::strtok(nullptr, " \n")) words.push_back(word);
  std::sort(words.begin(), words.end(), [](const char *p, const char *q) { return std::strcmp(p, q) < 0; });
  const char *busiest = "";
  std::size_t most = 0;
  for (std::size_t from = 0, to; from < words.size(); from = to) {
    for (to = from; to < words.size() && std::strcmp(words[from], words[to]) == 0;) to++;
    if (to - from > most) {
      most = to - from;
      busiest = words[from];
    }
  }
  std::printf("%s %zu\n", busiest, most);
}
