void say(const char *word);
