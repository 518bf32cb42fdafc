import type { Growing } from './hostile-solidity.ts';

/** A program that is made to be slow to review, of about as many signs as it is asked for. */
export interface HostileProgram {
  readonly language: string;
  readonly make: Growing;
}

/** `head`, as many parts as fit into so many signs, and `tail`. */
function fill(language: string, part: (at: number) => string, head = '', tail = ''): HostileProgram {
  return {
    language,
    make: (signs) => {
      const parts: string[] = [];
      for (let [at, left] = [0, signs - head.length - tail.length]; ; at++) {
        const next = part(at);
        left -= next.length;
        if (left < 0) return head + parts.join('') + tail;
        parts.push(next);
      }
    },
  };
}

/** Programs in which each of many parts could make a rule look at all the others. */
export const HOSTILE_PROGRAMS: Readonly<Record<string, HostileProgram>> = {
  'arrays in one declaration': fill('c', (at) => `a${at}[5],`, 'int main(){int ', 'z;}'),
  'arrays outside of functions': fill('c', (at) => `a${at}[5],`, 'int ', 'z; int main(){}'),
  'variables of one name': fill('c', () => '{int a;a=a+1;}', 'int main(){', '}'),
  'uses of one array': fill('c', () => 'a[1]=a[2];', 'int main(){int a[5];', '}'),
  'cases that fall through': fill('c', (at) => `case ${at}:x=1;`, 'int main(){switch(x){', '}}'),
  'texts that are compared': fill('c', () => 'if(p==q)f(&a);', 'int g(char*p,char*q){int a;', '}'),
  'texts that are read': fill('c', () => 'scanf("%s",s);', 'int main(){char s[9];', '}'),
  'loops that call a function of their name': fill('cpp', (at) => `void f(int a${at}){for(;;){f(1);}}\n`),
  'loops that call functions': fill('cpp', (at) => `void f${at}(){for(;;){f${at + 1}();}}\n`),
  'functions that call their overloads': fill('cpp', (at) => `int f(int a${at}){return f(a${at},1);}\n`),
  'deletes of arrays': fill('cpp', (at) => `int*p${at}=new int[3];delete p${at};`, 'int main(){', '}'),
  'uninitialised variables in a loop': fill(
    'cpp',
    (at) => `int v${at};for(;;){if(v${at}>1)b=1;v${at}=2;}`,
    'int main(){',
    '}',
  ),
  'calls that never return': fill('cpp', (at) => `[[noreturn]] void d${at}();int f${at}(){d${at}();}\n`),
  'macros before blocks': fill('cpp', (at) => `rep(i,a[${at}]){break;}`, 'int main(){', '}'),
  'blocks within blocks': fill('cpp', () => 'a=b;', `int main(){${'if(a){'.repeat(190)}`, '}'.repeat(190)),
  'else after else': fill('cpp', (at) => `if(a==${at}){b=${at};}else `, 'int main(){', '{}}'),
  'constants of constants': fill('cpp', (at) => `const int N${at + 1}=N${at}+N${at};\n`),
  'elements taken from the front': fill('python', () => ' a.pop(0)\n', 'for x in a:\n'),
  'searches in one list': fill('python', () => ' b in a\n', 'a=[]\nfor x in b:\n a.append(x)\n'),
  'searches in many lists': fill('python', (at) => ` b in a${at}\n`, 'a=[]\nfor x in b:\n a.append(x)\n'),
  'searches in loops': fill('python', (at) => `a${at}=[]\nfor x in b:\n a${at}.append(x in a${at})\n`),
  'rows that are shared': fill('python', (at) => `r${at}=[[0]]*3\n`),
  'rows of one name': fill('python', () => 'r=[[0]]*3\nr[0\n'),
  'functions of one name': fill('python', () => 'def f(): pass\n'),
  'functions that call themselves': fill('python', (at) => `def f${at}(a):\n return f${at}(a-1)\n`),
  'loops that call what ends': fill(
    'python',
    () => 'while True:\n g()\n',
    `def g():\n${' a=1\n'.repeat(500)} exit()\n`,
  ),
  'returns of one function': fill('python', () => ' if a: return 1\n', 'def f():\n'),
  'texts made longer': fill('java', () => 's+=1;', 'class A{void f(){String s="";for(;;){', '}}}'),
  'counters of one name': fill(
    'java',
    () => 'for(int i=0;i<=a.length;i++)a[i]=1;',
    'class A{void f(){',
    '}}',
  ),
  'variables in blocks': fill('java', () => '{String s="";s+=1;}', 'class A{void f(){', '}}'),
};
