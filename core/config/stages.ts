/** The stages that can be deployed; each is a set of stacks that share nothing with another stage's. */
export const stages = ['dev', 'staging', 'prod'] as const;
export type Stage = (typeof stages)[number];
