import { describe, expect, it } from 'vitest';
import { readPriceList } from '../../../scripts/read-price-list.ts';

const GO = `// generated at 2026-07-20T13:44:30Z for us-east-1

var InitialOnDemandPricesAWS = map[string]map[ec2types.InstanceType]float64{
	// us-east-1
	"us-east-1": {
		// c7i family
		"c7i.2xlarge": 0.357000, "c7i.large": 0.089250,
		"c7i.xlarge": 0.178500,
	},
	"eu-north-1": {
		"c7i.large": 0.095550,
	},
}
`;
const offerOf = (attributes: object) =>
  JSON.stringify({
    publicationDate: '2026-07-01T00:00:00Z',
    products: {
      A: {
        attributes: {
          regionCode: 'us-east-1',
          operatingSystem: 'Linux',
          tenancy: 'Shared',
          preInstalledSw: 'NA',
          capacitystatus: 'Used',
          instanceType: 'c7i.large',
          ...attributes,
        },
      },
    },
    terms: { OnDemand: { A: { 'A.1': { priceDimensions: { x: { pricePerUnit: { USD: '0.08925' } } } } } } },
  });

describe('a public price list', () => {
  it('is read from a generated table, of the region alone, with its date', () => {
    const { prices, dated } = readPriceList(GO, 'us-east-1');
    expect([...prices]).toEqual([
      ['c7i.2xlarge', 0.357],
      ['c7i.large', 0.08925],
      ['c7i.xlarge', 0.1785],
    ]);
    expect(dated).toBe('2026-07-20T13:44:30Z');
    expect([...readPriceList(GO, 'eu-north-1').prices]).toEqual([['c7i.large', 0.09555]]);
  });

  it('is read from records of instances', () => {
    const pricing = { 'us-east-1': { linux: { ondemand: '0.08925' } }, 'eu-west-1': {} };
    const text = JSON.stringify([
      { instance_type: 'c7i.large', pricing },
      { instance_type: 'x9.huge', pricing: {} },
    ]);
    expect([...readPriceList(text, 'us-east-1').prices]).toEqual([['c7i.large', 0.08925]]);
  });

  it("is read from AWS's offer file, plain Linux alone", () => {
    expect([...readPriceList(offerOf({}), 'us-east-1').prices]).toEqual([['c7i.large', 0.08925]]);
    for (const other of [
      { tenancy: 'Dedicated' },
      { operatingSystem: 'Windows' },
      { preInstalledSw: 'SQL Std' },
    ])
      expect(() => readPriceList(offerOf(other), 'us-east-1')).toThrow('no price');
  });

  it('that says nothing of the region, or is no list, is refused', () => {
    expect(() => readPriceList(GO, 'eu-central-1')).toThrow('no region eu-central-1');
    expect(() => readPriceList('hello', 'us-east-1')).toThrow('not known');
    expect(() => readPriceList('[]', 'us-east-1')).toThrow('no price');
  });
});
