#<read
#>
#<serve
#>
#<records
from collections import namedtuple
Sample = namedtuple('Sample', 'small large real flag word grid')
#>
#<types
PARAMETERS = (('record', Sample, (('small', 'int32'), ('large', 'int64'), ('real', 'float'), ('flag', 'bool'), ('word', 'string'), ('grid', ('list', ('list', 'int32'))),)), ('list', ('record', Sample, (('small', 'int32'), ('large', 'int64'), ('real', 'float'), ('flag', 'bool'), ('word', 'string'), ('grid', ('list', ('list', 'int32'))),))),)
RETURNS = ('record', Sample, (('small', 'int32'), ('large', 'int64'), ('real', 'float'), ('flag', 'bool'), ('word', 'string'), ('grid', ('list', ('list', 'int32'))),))
#>

class Input:
    def __init__(self, data):
        self.data, self.at = data, 0
    def word(self, end):
        stop = self.data.index(end, self.at)
        text = self.data[self.at:stop]
        self.at = stop + 1
        return text

def decode(type, input):
#<read-int
    if type == 'int32' or type == 'int64':
        return int(input.word(b' '))
#>
#<read-float
    if type == 'float':
        return float(input.word(b' '))
#>
#<read-bool
    if type == 'bool':
        return input.word(b' ') == b'1'
#>
#<read-string
    if type == 'string':
        length = int(input.word(b':'))
        text = input.data[input.at:input.at + length].decode()
        input.at += length + 1
        return text
#>
#<read-list
    if type[0] == 'list':
        length, of = int(input.word(b' ')), type[1]
        if of == 'int32' or of == 'int64':
            words = []
            for _ in range(length):
                words.append(int(input.word(b' ')))
            return words
        return [decode(of, input) for _ in range(length)]
#>
#<read-record
    return type[1](*[decode(of, input) for _, of in type[2]])
#>
#<read-nothing
#>

def encode(type, value, parts, where=''):
    def refuse(wanted):
        raise TypeError('solve returned %.80r%s, not %s' % (value, where, wanted))
#<write-int
    if type == 'int32' or type == 'int64':
        bound = 1 << (31 if type == 'int32' else 63)
        if isinstance(value, bool) or not hasattr(value, '__index__') or not -bound <= value.__index__() < bound:
            refuse('an ' + type)
        parts.append(b'%d ' % value.__index__())
#>
#<write-float
    if type == 'float':
        if isinstance(value, (bool, str)) or not hasattr(value, '__float__'):
            refuse('a float')
        parts.append(repr(float(value)).encode() + b' ')
#>
#<write-bool
    if type == 'bool':
        if not isinstance(value, bool):
            refuse('a bool')
        parts.append(b'1 ' if value else b'0 ')
#>
#<write-string
    if type == 'string':
        if not isinstance(value, str):
            refuse('a str')
        data = value.encode()
        parts.append(b'%d:' % len(data) + data + b' ')
#>
#<write-list
    if type[0] == 'list':
        if isinstance(value, (str, bytes, dict)) or not hasattr(value, '__len__'):
            refuse('a list')
        parts.append(b'%d ' % len(value))
        for i, item in enumerate(value):
            encode(type[1], item, parts, ' at [%d]' % i)
#>
#<write-record
    if type[0] == 'record':
        for i, (name, of) in enumerate(type[2]):
            try:
                item = value[name] if isinstance(value, dict) else value[i] if isinstance(value, (tuple, list)) else getattr(value, name)
            except (LookupError, AttributeError):
                refuse('a ' + type[1].__name__)
            encode(of, item, parts, ' in ' + name)
#>

def run(token, data):
    code = 0
    try:
        solve = getattr(solution, 'solve', None)
        if not callable(solve):
            raise NameError('there is no function solve')
        input = Input(data)
        result = solve(*[decode(type, input) for type in PARAMETERS])
        parts = []
        encode(RETURNS, result, parts)
        answer = b''.join(parts)
        view = memoryview(b'%s %d\n' % (token, len(answer)) + answer)
        while view:
            view = view[os.write(4, view):]
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1 if end.code else 0
    except BaseException as error:
        sys.excepthook(type(error), error, error.__traceback__.tb_next)
        code = 1
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(code & 255)

folder = os.path.dirname(os.path.abspath(__file__))
read_program(os.path.join(folder, 'solution.py'))
sys.path.insert(0, folder)
#<builtins
__builtins__.Sample = Sample
#>
import solution
serve(run)
