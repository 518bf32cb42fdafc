import { InvalidArgumentError } from 'commander';

/** Reads an amount in USD, above zero unless zero is allowed. @throws InvalidArgumentError */
export function readUsd(text: string): number {
  if (!/^\d{1,6}(\.\d{1,6})?$/.test(text) || Number(text) === 0)
    throw new InvalidArgumentError('write an amount in dollars above zero, such as 2.50');
  return Number(text);
}

/** Reads a number above zero, such as `3` or `1.5`. @throws InvalidArgumentError */
export function readAmount(text: string): number {
  if (!/^\d{1,6}(\.\d{1,6})?$/.test(text)) throw new InvalidArgumentError('write a number such as 3 or 1.5');
  return Number(text);
}
