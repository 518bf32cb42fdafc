import { vcpusOf } from './instance-size.ts';

/*
 * What of a host's memory a run can have. Measured on Judge0 1.13.1 (proportional set sizes): puma's master 60 MiB, its
 * one web worker up to 400, Resque's scheduler 65, each worker 55 and its child of a running submission 60; PostgreSQL,
 * Redis, Docker and Ubuntu beside it. The host's own start script computes with the same figures.
 */

/** Ubuntu, Docker, PostgreSQL, Redis and Judge0 without its workers, KiB. */
export const JUDGE_OWN_KIB = 1152 * 1024;
/** A Judge0 worker with a submission, without what the submission itself uses, KiB. */
export const JUDGE_WORKER_KIB = 128 * 1024;
/** With less for a run a host does not start: compilers of the listed languages do not fit, KiB. */
export const LEAST_RUN_KIB = 768 * 1024;
/** Of the memory that a type is sold with, firmware and kernel keep this share. */
export const KEPT_BY_KERNEL = 0.06;

/** GiB a vCPU by the letter of the family: compute, general, memory (EC2 instance types, generations 5 to 8). */
const GIB_PER_VCPU: Readonly<Record<string, number>> = { c: 2, m: 4, r: 8 };

/** Memory that each of `slots` runs at a time can have on a host of `totalKiB`; below zero on one too small for Judge0. */
export function runMemoryKiB(totalKiB: number, slots: number): number {
  return Math.floor((totalKiB - JUDGE_OWN_KIB - slots * JUDGE_WORKER_KIB) / slots);
}

/** What a run can have on a host of this type, as planned; undefined for a family whose memory is not known here. */
export function plannedRunKiB(instanceType: string): number | undefined {
  const vcpus = vcpusOf(instanceType);
  const gib = GIB_PER_VCPU[/^([cmr])[5-9]/.exec(instanceType)?.[1] ?? ''];
  if (vcpus === undefined || gib === undefined) return undefined;
  return runMemoryKiB(vcpus * gib * 1024 * 1024 * (1 - KEPT_BY_KERNEL), vcpus);
}
