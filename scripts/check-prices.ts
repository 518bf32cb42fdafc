/**
 * `node scripts/enter.mjs scripts/check-prices.ts FILE [REGION]`: holds the price table of core/costs against a public list that
 * somebody has fetched, and exits with 1 where a price differs. Nothing of the list is kept.
 */
import { readFileSync } from 'node:fs';
import { PRICES } from '../core/costs/prices.ts';
import { readPriceList } from './read-price-list.ts';

const [file, region = 'us-east-1'] = process.argv.slice(2);
if (file === undefined || !(region === 'us-east-1' || region === 'eu-central-1')) {
  console.error('usage: check-prices.ts FILE [us-east-1 | eu-central-1]');
  process.exit(2);
}
const { prices, dated } = readPriceList(readFileSync(file, 'utf8'), region);
const ours = PRICES[region];
let differ = 0;
let missing = 0;
for (const [type, usd] of Object.entries(ours.instanceHour)) {
  const theirs = prices.get(type);
  if (theirs === undefined) missing += 1;
  else if (Math.abs(theirs - usd) > 0.00001) {
    differ += 1;
    console.log(`${type}: ${usd} here, ${theirs} there`);
  }
}
const all = Object.keys(ours.instanceHour).length;
console.log(
  `${region}, ours of ${ours.asOf}${dated === undefined ? '' : `, theirs of ${dated}`}: ${all - differ - missing} of ${all} types agree, ${differ} differ, ${missing} are not in the list`,
);
process.exit(differ === 0 ? 0 : 1);
