import { expect, it } from 'vitest';
import { presentStage } from '../../../../core/api/present-stage.ts';
import { EPOCH } from '../../../support/sessions.ts';

const stageWith = (quota: number, configured: number) =>
  presentStage({
    stage: 'dev',
    region: 'eu-central-1',
    sessions: [],
    account: [{ kind: 'vcpu-quota', vcpus: quota, at: EPOCH }],
    languagesMissing: new Map(),
    webhooks: [],
    signals: [],
    limits: { vcpuQuota: configured, maxUsd: 5 },
    now: EPOCH + 1,
  });

it('a stage tells how many vCPUs it counts on, and the account as the reason where these are fewer than configured', () => {
  expect(stageWith(5, 5)).toMatchObject({ vcpus: { quota: 5 }, accountFindings: [] });
  expect(stageWith(64, 16)).toMatchObject({ vcpus: { quota: 16 }, accountFindings: [] });
  expect(stageWith(5, 16)).toMatchObject({
    vcpus: { quota: 5 },
    accountFindings: [
      { what: 'vCPUs', reason: expect.stringMatching(/gives the account 5 vCPUs .* for 16$/) },
    ],
  });
});
