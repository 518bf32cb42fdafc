import * as z from 'zod';
import * as alerts from './alerts.ts';
import { actReason } from './circuits.ts';
import { ulid } from './common.ts';
import type { Route } from './route.ts';

const ofAlert = z.object({
  alertId: z.string().regex(/^[0-9a-f]{20}$/, 'is no id of an alert: GET /v1/resilience/alerts has them'),
});

/** What is asked about alerts and maintenances, by its name. */
export const alertRoutes = {
  listAlerts: {
    method: 'GET',
    path: '/v1/resilience/alerts',
    roles: ['operator'],
    summary: 'What needs a person, the weightiest first',
    description:
      'Raised, escalated and resolved by itself as causes come and go: troubles of sessions, circuits, security signals, sweeps that failed. The tick looks twice a minute, between exams the sweep each hour.',
    query: alerts.alertQuery,
    status: 200,
    answer: alerts.alertList,
  },
  acknowledgeAlert: {
    method: 'POST',
    path: '/v1/resilience/alerts/{alertId}/acknowledge',
    roles: ['operator'],
    summary: 'Say that somebody sees to it',
    description: 'It weighs no more with time. Of one that is acknowledged nothing changes.',
    params: ofAlert,
    body: actReason,
    status: 200,
    answer: alerts.alert,
    errors: ['not-found', 'conflict'],
  },
  resolveAlert: {
    method: 'POST',
    path: '/v1/resilience/alerts/{alertId}/resolve',
    roles: ['operator'],
    summary: 'Say that it is over',
    description:
      'It is raised again when its cause has gone and come back, or grows. Of one that is resolved nothing changes.',
    params: ofAlert,
    body: actReason,
    status: 200,
    answer: alerts.alert,
    errors: ['not-found', 'conflict'],
  },
  createMaintenance: {
    method: 'POST',
    path: '/v1/resilience/maintenances',
    roles: ['operator'],
    summary: 'Tell nobody of alerts for a while',
    description: 'They are kept and listed, and what is still there at its end is told then.',
    body: alerts.maintenanceBody,
    status: 201,
    answer: alerts.maintenance,
    location: '/v1/resilience/alerts',
    errors: ['not-found'],
  },
  endMaintenance: {
    method: 'POST',
    path: '/v1/resilience/maintenances/{maintenanceId}/end',
    roles: ['operator'],
    summary: 'End a maintenance before its time',
    params: z.object({ maintenanceId: ulid }),
    body: actReason,
    status: 200,
    answer: alerts.maintenance,
    errors: ['not-found'],
  },
} as const satisfies Record<string, Route>;
