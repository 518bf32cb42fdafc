import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readRoster } from '../../../../core/roster/read-roster.ts';

const read = (content: string | Uint8Array) =>
  readRoster(typeof content === 'string' ? new TextEncoder().encode(content) : content);
/** Faults as `line: detail`. */
const faultsOf = (content: string | Uint8Array) =>
  read(content).faults.map(({ line, detail }) => `${line ?? '-'}: ${detail}`);
const ada = { participantId: 's01', name: 'Li, Ana', group: 'lab', extraTimeMinutes: 15 };

/** UTF-16 with the low byte first, or last. */
function utf16(text: string, endian: 'le' | 'be'): Uint8Array {
  const bytes = Buffer.from(text, 'utf16le');
  return endian === 'le' ? bytes : bytes.swap16();
}

describe('a roster', () => {
  it.each([
    ['commas', 'participantId,name,group,extraTimeMinutes\ns01,"Li, Ana",lab,15\n'],
    [
      'CR LF, a mark and no last line end',
      '\uFEFFparticipantId,name,group,extraTimeMinutes\r\ns01,"Li, Ana",lab,15',
    ],
    ['semicolons', 'participantId;name;group;extraTimeMinutes\r\ns01;Li, Ana;lab;15\r\n'],
    ['tabs', 'participantId\tname\tgroup\textraTimeMinutes\ns01\tLi, Ana\tlab\t15\n'],
    ["Excel's hint", 'sep=|\nparticipantId|name|group|extraTimeMinutes\ns01|Li, Ana|lab|15\n'],
    ["Excel's hint and CR LF", 'sep=;\r\nparticipantId;name;group;extraTimeMinutes\r\ns01;"Li, Ana";lab;15'],
    ['a header in another order', 'group,extraTimeMinutes,participantId,name\nlab,15,s01,"Li, Ana"\n'],
    [
      'other titles, spaces, and empty lines',
      '\nParticipant ID, "Name" ,group , extra-time_minutes\n\n"s01" ,"Li, Ana",lab, 15\n,,,\n',
    ],
    [
      'delimiters at the ends of lines',
      'participantId,name,group,extraTimeMinutes,,\ns01,"Li, Ana",lab,15,,\n',
    ],
    ['a decimal comma', 'participantId;name;group;extraTimeMinutes\ns01;Li, Ana;lab;15,0\n'],
    ['JSON', JSON.stringify([ada])],
  ])('is read with %s', (_, content) => {
    expect(read(content)).toEqual({ entries: [ada], faults: [], notes: [] });
  });

  it.each([
    ['UTF-8', (text: string) => new TextEncoder().encode(text)],
    ['UTF-8 with a mark', (text: string) => new TextEncoder().encode(`\uFEFF${text}`)],
    ['UTF-16 LE with a mark', (text: string) => utf16(`\uFEFF${text}`, 'le')],
    ['UTF-16 BE with a mark', (text: string) => utf16(`\uFEFF${text}`, 'be')],
    ['UTF-16 LE without one', (text: string) => utf16(text, 'le')],
    ['UTF-16 BE without one', (text: string) => utf16(text, 'be')],
  ])('is read in %s', (_, encode) => {
    const { entries, notes } = read(encode('participantId\tname\ns01\tJürgen Öztürk\n'));
    expect({ entries, notes }).toEqual({
      entries: [{ participantId: 's01', name: 'Jürgen Öztürk', extraTimeMinutes: 0 }],
      notes: [],
    });
  });

  it('is read as Windows-1252 when it is not UTF-8, which is said', () => {
    const { entries, faults, notes } = read(
      Buffer.from('participantId;name\r\ns01;J\xfcrgen \x8ei\x9aka\r\n', 'latin1'),
    );
    expect(entries).toEqual([{ participantId: 's01', name: 'Jürgen Žiška', extraTimeMinutes: 0 }]);
    expect(faults).toEqual([]);
    expect(notes).toEqual([expect.stringContaining('Windows-1252')]);
  });

  it.each([
    ['a workbook', 'PK\x03\x04...', 'save it as CSV'],
    ['nothing', '', 'the roster is empty'],
    ['a head alone', 'participantId,name\n', 'the roster is empty'],
    ['no JSON', '[{"participantId": ', 'this is not JSON'],
    ['unknown fields in JSON', '[{"participantId": "s01", "extraTime": 5}]', 'extraTime'],
    ['no column of ids', 'name,room\nAna,2\n', '1: no column is called participantId'],
    ['two columns of one name', 'participantId,name,Name\ns01,Ana,Li\n', '1: two columns are read as name'],
    [
      'a quote that is never closed',
      'participantId,name\ns01,"Ana Li\ns02,Cy\n',
      '2: the quote that opens here',
    ],
    [
      'the same later on',
      'participantId,name\ns01,"Ana\nLi"\n\ns02,"Cy\ns03,Di\n',
      '5: the quote that opens here',
    ],
    ['a quote in a cell', 'participantId,name\ns01,Ana "Li"\n', '2: a quote stands in the middle'],
    ['more after a quote', 'participantId,name\ns01,"Ana" Li\n', '2: after a closing quote'],
    [
      'minutes that are none',
      'participantId,extraTimeMinutes\ns01,5\n\ns02,15 min\n',
      '4: extraTimeMinutes: "15 min"',
    ],
    ['minutes in other digits', 'participantId,extraTimeMinutes\ns01,0x10\n', '2: extraTimeMinutes: "0x10"'],
    ['a name that is missing', 'username,name\n,Ana\n', '2: participantId (username): is empty'],
    ['a name that nobody can have', 'participantId\ns 01\n', '2: participantId: "s 01" may hold'],
    ['a mail address that is none', 'participantId,E-Mail\ns01,ana\n', '2: email: "ana"'],
    [
      'a number that a spreadsheet has rounded',
      'participantId;Matrikelnummer\ns01;1,23457E+11\n',
      '2: studentId: "1,23457E+11" is a number that the spreadsheet has rounded',
    ],
  ])('is refused with %s', (_, content, sentence) => {
    expect(faultsOf(content)).toEqual([expect.stringContaining(sentence)]);
  });

  it('names whoever is on it twice by both lines, without regard to case and to how letters are typed', () => {
    expect(faultsOf('participantId,name\np07,Ana\nP07,Bob\nz\u00fc,Cy\nzu\u0308,Di\n')).toEqual([
      '3: P07 is on line 2 already as p07 (names are compared without case): take one out',
      '5: zü is on line 4 already: take one out',
    ]);
  });

  it('warns of columns that it does not know, and says what is meant', () => {
    const { entries, notes } = read('participantId,extraTime,room\ns01,30,a1\n');
    expect(entries).toEqual([{ participantId: 's01', extraTimeMinutes: 0 }]);
    expect(notes).toEqual([
      'line 1: the column "extraTime" is not known and is ignored; is extraTimeMinutes meant?',
      'line 1: the column "room" is passed over',
    ]);
  });

  it('warns of cells beyond the columns, by line', () => {
    const { notes } = read('participantId,name,,\ns01,"Li\nAna",lab,"x"\ns02,Cy,,\ns03,Di,,,z\n');
    expect(notes).toEqual([
      expect.stringContaining('line 2: "lab", "x" stand in no column'),
      expect.stringContaining('line 5: "z" stands in no column'),
    ]);
  });

  it('names all ten faults of two thousand rows', () => {
    const rows = Array.from({ length: 2000 }, (_, index) => `s${index},Student ${index},${index % 3}`);
    const spoilt: readonly [index: number, row: string][] = [
      [100, 'a b,Blank,0'],
      [300, 's300,"Never closed,0'],
      [301, ',Nobody,0'],
      [500, 'S7,Again,0'],
      [700, 's700,Ana,five'],
      [900, 's900,Ana,-5'],
      [1100, 's1100,"Ana" Li,0'],
      [1300, 's1300,Ana "Li",0'],
      [1500, `s1500,${'x'.repeat(201)},0`],
      [1999, 's8,Last,0'],
    ];
    for (const [index, row] of spoilt) rows[index] = row;
    const { faults } = read(['participantId,name,extraTimeMinutes', ...rows].join('\r\n'));
    expect(faults.map(({ line }) => line)).toEqual(spoilt.map(([index]) => index + 2));
  });

  it('gives back what a writer of CSV wrote', () => {
    const cell = fc
      .string({ minLength: 1, maxLength: 20 })
      .filter((text) => text.trim() === text && !/^(?:="|')/.test(text));
    const entry = fc.record({
      participantId: fc.stringMatching(/^[a-z][a-z0-9]{0,9}$/),
      name: cell,
      group: cell,
      extraTimeMinutes: fc.nat(100),
    });
    fc.assert(
      fc.property(
        fc.uniqueArray(entry, { minLength: 1, maxLength: 8, selector: (one) => one.participantId }),
        fc.constantFrom(',', ';', '\t'),
        fc.constantFrom('\n', '\r\n'),
        (entries, delimiter, end) => {
          const quote = (value: string | number) => `"${String(value).replaceAll('"', '""')}"`;
          const line = (values: readonly (string | number)[]) => values.map(quote).join(delimiter) + end;
          const written = [
            line(['participantId', 'name', 'group', 'extraTimeMinutes']),
            ...entries.map((each) => line(Object.values(each))),
          ].join('');
          expect(read(written)).toEqual({ entries, faults: [], notes: [] });
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('an export', () => {
  it("of Moodle's participants names people by mail address, since it has no user names", () => {
    const { entries, faults, notes } = read(
      '\uFEFF"First name","Last name","ID number","Email address",Groups\nAda,Lovelace,0815,ada@uni.example,"lab 1, lab 2"\n',
    );
    expect(faults).toEqual([]);
    expect(entries).toEqual([
      {
        participantId: 'ada@uni.example',
        name: 'Ada Lovelace',
        group: 'lab 1, lab 2',
        email: 'ada@uni.example',
        studentId: '0815',
        extraTimeMinutes: 0,
      },
    ]);
    expect(notes).toEqual([expect.stringContaining('people log in with what stands in "Email address"')]);
  });

  it.each([
    [
      "Moodle's for uploading users",
      'username,firstname,lastname,email,idnumber,cohort1\nada,Ada,Lovelace,a@b.example,7,c\n',
    ],
    [
      'a German Moodle',
      'Anmeldename,Vorname,Nachname,E-Mail-Adresse,ID-Nummer,Abteilung\nada,Ada,Lovelace,a@b.example,7,x\n',
    ],
    [
      'a French Moodle',
      "Nom d'utilisateur;Prénom;Nom;Adresse de courriel;Numéro d'identification;Rôle\nada;Ada;Lovelace;a@b.example;7;x\n",
    ],
    [
      'a Spanish Moodle',
      'Nombre de usuario,Nombre,Apellido(s),Dirección de correo,Número de ID,x\nada,Ada,Lovelace,a@b.example,7,x\n',
    ],
    [
      'an Italian sheet',
      'Nome utente;Nome;Cognome;Indirizzo email;Matricola;x\nada;Ada;Lovelace;a@b.example;7;x\n',
    ],
    ['a German sheet', 'Nr.;Name;Vorname;Matrikelnummer;Kennung;E-Mail\n1;Lovelace;Ada;7;ada;a@b.example\n'],
    [
      'a Dutch sheet',
      'Gebruikersnaam;Voornaam;Achternaam;E-mailadres;Studentnummer;x\nada;Ada;Lovelace;a@b.example;7;x\n',
    ],
  ])('of %s is read, and what else it holds is passed over and said', (_, content) => {
    const { entries, faults, notes } = read(content);
    expect(faults).toEqual([]);
    expect(entries).toEqual([
      {
        participantId: 'ada',
        name: 'Ada Lovelace',
        email: 'a@b.example',
        studentId: '7',
        extraTimeMinutes: 0,
      },
    ]);
    expect(notes).toEqual([expect.stringMatching(/^line 1: the column "[^"]+" is passed over$/)]);
  });

  it("of Canvas's gradebook is read without its rows of points and its test student", () => {
    const { entries, faults, notes } = read(
      [
        'Student,ID,SIS User ID,SIS Login ID,Section,Quiz 1 (101),Current Score,Final Score',
        ',,,,,Manual Posting,,',
        '    Points Possible,,,,,10.00,(read only),(read only)',
        '"Lovelace, Ada",501,U0042,alovelace,CS1-A,9.00,90.00,90.00',
        '"Student, Test",599,,0a1b2c3d4e5f,CS1-A,,,',
        '',
      ].join('\r\n'),
    );
    expect(faults).toEqual([]);
    expect(entries).toEqual([
      {
        participantId: 'alovelace',
        name: 'Lovelace, Ada',
        group: 'CS1-A',
        studentId: 'U0042',
        extraTimeMinutes: 0,
      },
    ]);
    expect(notes).toEqual([
      'line 1: the columns "ID", "Quiz 1 (101)", "Current Score", "Final Score" are passed over',
      expect.stringContaining('line 2: "Manual Posting" is a row of Canvas'),
      expect.stringContaining('line 3: "Points Possible" is a row of Canvas'),
      expect.stringContaining('line 5: "Student, Test" is a row of Canvas'),
    ]);
  });

  it('of a spreadsheet keeps the zeros of its numbers and loses what nobody sees', () => {
    const { entries, faults } = read(
      [
        'Username;Name;Student number',
        '="007";"=""Ana""";="0042"',
        `'008;'t Hooft;"=""0043"""`,
        `\u200es9\u200b;'=SUM;'0044`,
      ].join('\n'),
    );
    expect(faults).toEqual([]);
    expect(entries).toMatchObject([
      { participantId: '007', name: 'Ana', studentId: '0042' },
      { participantId: '008', name: "'t Hooft", studentId: '0043' },
      { participantId: 's9', name: '=SUM', studentId: '0044' },
    ]);
  });

  it('with nothing but a number names people by it', () => {
    expect(read('Matrikelnummer;Name\n7;Ana\n')).toMatchObject({
      entries: [{ participantId: '7', studentId: '7', name: 'Ana' }],
      notes: [expect.stringContaining('people log in with what stands in "Matrikelnummer"')],
    });
  });
});
