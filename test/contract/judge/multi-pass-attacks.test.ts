import { expect, it } from 'vitest';
import type { OutputValidation } from '../../../core/grading/output-validation.ts';
import { judgeWith, makeTestData, tellVerdicts, useJudge } from './judge-under-test.ts';

const under = useJudge();

const limits = {
  timeMs: 1000,
  memoryKiB: 64 * 1024,
  outputKiB: 64,
  validationTimeMs: 2000,
  validationMemoryKiB: 64 * 1024,
};

/**
 * Takes a pass for the first where it finds no notes, and wants the same words in it as the forgers say in the second:
 * who can take its notes away is accepted. In its second pass it wants to be told what only the first pass was given.
 */
const VALIDATOR = `#include <stdio.h>
#include <string.h>
static char folder[256];
static FILE *open_note(const char *name, const char *mode) { char path[512]; snprintf(path, sizeof path, "%s%s", folder, name);
  return fopen(path, mode); }
static void note(const char *name, const char *text) { FILE *f = open_note(name, "w"); if (f) { fputs(text, f); fclose(f); } }
int main(int count, char **argument) {
  char secret[64], how[64], said[64] = "", earlier[64] = "";
  FILE *input = fopen(argument[1], "r"), *notes;
  snprintf(folder, sizeof folder, "%s", argument[3]);
  if (input == NULL || fscanf(input, "%63s %63s", how, secret) < 1) return 9;
  scanf("%63s", said);
  if ((notes = open_note("notes", "r")) == NULL) {
    if (strcmp(said, "first") != 0) { note("judgemessage.txt", "not even first"); return 43; }
    note("notes", secret);
    char next[128];
    snprintf(next, sizeof next, "%s again", how);
    note("nextpass.in", next);
    return 42;
  }
  if (fscanf(notes, "%63s", earlier) != 1) return 9;
  note("judgemessage.txt", said);
  return strcmp(said, earlier) == 0 ? 42 : 43;
}
`;

/** In its first pass it does `how` to the folder around the validator's, and leaves itself the secret wherever it can. */
const PROGRAM = `
import os, shutil, stat, sys
how, secret = input().split()
again = secret == "again"
def folders():
    return ["../" + name for name in os.listdir("..") if len(name) == 24 and os.path.isdir("../" + name)]
def attempt(call, *arguments):
    try: return call(*arguments)
    except OSError: return None
def keep(path):
    with open(path, "w") as file: file.write(secret)
def read(path):
    with open(path) as file: return file.read()
def tell(found):
    print(found or "forgotten", flush=True)
    sys.exit()
if again:
    if how == "creates": tell(next((text for folder in folders() for text in [attempt(read, folder + "/note")] if text), None))
    if how == "renames-to-tell": tell(next((name[5:] for name in os.listdir("..") if name.startswith("note-")), None))
    if how == "dates": tell(next((f"SECRET{int(os.stat(f).st_mtime)}" for f in folders() + [".."] if os.stat(f).st_mtime < 1e6), None))
    if how == "writes-scripts": tell(attempt(read, "../run")[:10] if os.path.exists("../run") else None)
    if how == "makes-another": tell(next((name for f in ["../mine", *folders()] for name in attempt(os.listdir, f) or []), None))
    tell("first")
for folder in folders():
    if how == "creates": attempt(keep, folder + "/note")
    if how == "renames": os.rename(folder, "../mine")
    if how == "renames-to-tell": os.rename(folder, "../note-" + secret)
    if how == "renames-elsewhere": attempt(os.rename, folder, "mine"); attempt(os.rename, folder, "../prog/mine")
    if how == "unlinks": attempt(os.rmdir, folder); shutil.rmtree(folder, ignore_errors=True)
    if how == "changes-modes":
        attempt(os.chmod, folder, 0o700)
        for name in attempt(os.listdir, folder) or []: shutil.rmtree(folder + "/" + name)
    if how == "dates": attempt(os.utime, folder, (int(secret[6:]), int(secret[6:]))); attempt(os.utime, "..", (int(secret[6:]),) * 2)
    if how == "makes-another":
        os.rename(folder, "../mine"); os.mkdir(folder); os.mkdir(folder + "/" + secret)
    if how == "links":
        os.rename(folder, "../mine"); os.symlink("/tmp", folder)
    if how == "takes-the-script": attempt(os.unlink, "../run"); attempt(os.rename, folder, "../run")
if how == "writes-scripts": attempt(keep, "../run")
print("first", flush=True)
`;

it.each([
  'creates',
  'renames',
  'renames-to-tell',
  'renames-elsewhere',
  'unlinks',
  'changes-modes',
  'dates',
  'makes-another',
  'links',
  'takes-the-script',
  'writes-scripts',
])('keeps what a validator noted from a program that does this to the folder around: %s', async (how) => {
  const data = makeTestData([
    [`${how} SECRET4711\n`, ''],
    [`${how} SECRET4712\n`, ''],
  ]);
  const validation: OutputValidation = {
    kind: 'interactive',
    args: [],
    listens: true,
    passes: 2,
    program: { language: 'cpp', files: [{ name: 'validate.cpp', ...data.store(VALIDATOR) }] },
  };
  const result = await judgeWith(under.judge, 'python', PROGRAM, data, { limits, validation });
  expect(tellVerdicts(result)).toEqual(['WA', 'WA']);
  for (const { detail } of result.perCase) expect(detail.feedback).toMatch(/^(first|forgotten|#!\/bin)/);
});
