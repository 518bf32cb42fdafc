import type { Alert, Maintenance } from './alert.ts';

/** Keeps alerts and maintenances of a stage. Implementation: adapters/dynamodb/alert-store.ts. */
export interface AlertStore {
  /** All that are kept, resolved ones too. */
  list(): Promise<{ readonly alerts: readonly Alert[]; readonly maintenances: readonly Maintenance[] }>;
  get(alertId: string): Promise<Alert | undefined>;
  /** Writes it by condition on the revision that it was read with; 0 stands for none. @returns false when somebody was faster */
  put(alert: Alert): Promise<boolean>;
  getMaintenance(maintenanceId: string): Promise<Maintenance | undefined>;
  /** Writes it, over what it was. */
  putMaintenance(maintenance: Maintenance): Promise<void>;
}
