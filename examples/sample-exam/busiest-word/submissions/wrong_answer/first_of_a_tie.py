# Among equals, Counter names the word that came first in the text.
import sys
from collections import Counter

word, count = Counter(sys.stdin.read().split()).most_common(1)[0]
print(word, count)
