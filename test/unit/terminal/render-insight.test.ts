import { describe, expect, it } from 'vitest';
import examples from '../../../core/api/examples.json' with { type: 'json' };
import { sessionInsight, stageInsight } from '../../../core/api/insight.ts';
import { renderInsight, renderStageInsight } from '../../../terminal/render-insight.ts';

const session = sessionInsight.parse(examples.getSessionInsight.answer);
const stage = stageInsight.parse(examples.getInsight.answer);

describe('insight on a terminal', () => {
  it('tells each finding with its advice and what it stands on, then of what nothing is said', () => {
    const lines = renderInsight(session).join('\n');
    for (const { text, advice } of session.findings) {
      expect(lines).toContain(text);
      expect(lines).toContain(advice);
    }
    expect(lines).toContain('stands on 1 session, 9 participants, since ');
    expect(lines).toContain('host-speed: nothing is said; of 2 hosts none needed');
  });

  it('tells of a stage also how many sessions it knows, and how fast types are', () => {
    const lines = renderStageInsight(stage);
    expect(lines[0]).toContain('64 settled sessions since');
    expect(lines.at(-1)).toMatch(/^c7i\.large +212 +64 +1\.02 +0\.98 +1\.09$/);
    expect(renderStageInsight({ ...stage, sessions: 0, since: undefined, speeds: [] })[0]).toContain(
      'no session is settled',
    );
  });
});
