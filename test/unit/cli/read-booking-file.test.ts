import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readBookingFile } from '../../../cli/read-booking-file.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'booking-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function read(content: string) {
  const file = join(folder, 'exam.json');
  writeFileSync(file, content);
  return readBookingFile(file);
}

describe('a booking in a file', () => {
  it.each([{}, { name: 'Final', durationMinutes: 60, problems: [{ problemId: 'sum' }] }])(
    'may be whole or a part: %j',
    (booking) => {
      expect(read(JSON.stringify(booking))).toMatchObject(booking);
    },
  );

  it.each([
    ['{"name": "Final"', /exam\.json: .*JSON/],
    ['[]', /exam\.json: .*expected object/i],
    ['{"duration": 60}', /exam\.json: duration: is not known here; did you mean durationMinutes\?/],
    ['{"policy": "run-all"}', /exam\.json: policy: /],
    [
      '{"roster": [{"participantId": "p1", "extraTimeMinutes": "10"}]}',
      /exam\.json: roster\[0\]\.extraTimeMinutes: /,
    ],
  ])('that says %s is refused by field', (content, message) => {
    expect(() => read(content)).toThrow(message);
  });

  it('that is not there is named', () => {
    expect(() => readBookingFile(join(folder, 'none.json'))).toThrow(/--file .*none\.json: ENOENT/);
  });
});
