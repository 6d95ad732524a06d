import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RunRow } from '../../client/cluster/cluster.ts';
import { runLook } from '../../client/runs/run-look.ts';

const job: RunRow = {
  id: 'job-1',
  kind: 'Job',
  name: 'daily-report-29123456',
  label: 'daily-report-29123456',
  namespace: 'data',
  state: 'failed',
  detail: 'failed · 3m 12s · 14:05',
  reason: 'OOMKilled',
  parent: 'cron-1',
  hasChildren: true,
};
const cronJob: RunRow = {
  id: 'cron-1',
  kind: 'CronJob',
  name: 'daily-report',
  label: 'daily-report',
  namespace: 'data',
  state: 'succeeded',
  detail: '14:05',
  hasChildren: true,
};

test('a row says what it is, how it went and why', () => {
  assert.deepEqual(runLook(job), {
    label: 'daily-report-29123456',
    description: 'OOMKilled · failed · 3m 12s · 14:05',
    icon: { id: 'error', color: 'testing.iconFailed' },
    contextValue: 'Job',
    spoken: 'Job, daily-report-29123456, failed, OOMKilled, 3m 12s, 14:05',
  });
});

test('a row does not repeat the name of the row above', () => {
  assert.equal(runLook(job, cronJob).label, '29123456');
  assert.equal(runLook({ ...job, label: 'extract' }, cronJob).label, 'extract');
  assert.equal(runLook(job, { ...cronJob, name: 'daily' }).label, 'report-29123456');
  assert.equal(runLook(job, { ...cronJob, name: 'weekly' }).label, 'daily-report-29123456');
});

test('a CronJob shows its kind unless it failed or is suspended', () => {
  assert.equal(runLook(cronJob).icon.id, 'calendar');
  assert.equal(runLook({ ...cronJob, state: 'failed' }).icon.id, 'error');
  assert.equal(runLook({ ...cronJob, state: 'suspended' }).icon.id, 'debug-pause');
});

test('menus can tell a suspended CronJob', () => {
  assert.equal(runLook({ ...cronJob, state: 'suspended' }).contextValue, 'CronJob suspended');
  assert.equal(runLook(cronJob).contextValue, 'CronJob');
});

test('nothing is made of details that are not there', () => {
  assert.equal(runLook({ ...cronJob, detail: '' }).description, '');
});
