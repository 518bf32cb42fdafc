/** On-demand prices of Linux instances in a region, USD an hour by type, and what the list says of its own age. */
export interface PriceList {
  readonly prices: ReadonlyMap<string, number>;
  readonly dated?: string;
}

/**
 * Reads a public price list, in one of the forms in which repositories keep them:
 * - the table that karpenter-provider-aws generates (`zz_generated.pricing_aws.go`): a map by region of `"type": price`
 * - the data of ec2instances.info (`instances.json`): records with `instance_type` and `pricing.<region>.linux.ondemand`
 * - an offer file of the AWS Price List Bulk API for EC2: `products` and `terms.OnDemand` by SKU
 * @throws Error when it is none of these, or says nothing of the region
 */
export function readPriceList(text: string, region: string): PriceList {
  const list =
    text.trimStart().startsWith('{') || text.trimStart().startsWith('[')
      ? readJson(text, region)
      : readGo(text, region);
  if (list.prices.size === 0) throw new Error(`the list has no price of ${region}`);
  return list;
}

function readGo(text: string, region: string): PriceList {
  const start = text.indexOf(`"${region}": {`);
  if (start < 0) throw new Error(`the list has no region ${region}, or is of a form that is not known here`);
  const body = text.slice(start, text.indexOf('\n\t},', start));
  const prices = [...body.matchAll(/"([a-z0-9-]+\.[a-z0-9-]+)": (\d+\.\d+)/g)].map(
    ([, type = '', price]) => [type, Number(price)] as const,
  );
  const dated = /generated at (\S+)/.exec(text)?.[1];
  return { prices: new Map(prices), ...(dated === undefined ? {} : { dated }) };
}

interface Instance {
  readonly instance_type: string;
  readonly pricing?: Readonly<Record<string, { readonly linux?: { readonly ondemand?: string } }>>;
}

interface Offer {
  readonly publicationDate?: string;
  readonly products: Readonly<Record<string, { readonly attributes: Readonly<Record<string, string>> }>>;
  readonly terms: {
    readonly OnDemand: Readonly<
      Record<
        string,
        Readonly<
          Record<
            string,
            {
              readonly priceDimensions: Readonly<
                Record<string, { readonly pricePerUnit: { readonly USD?: string } }>
              >;
            }
          >
        >
      >
    >;
  };
}

function readJson(text: string, region: string): PriceList {
  const document = JSON.parse(text) as Instance | readonly Instance[] | Offer;
  if ('products' in document) return readOffer(document, region);
  const instances = Array.isArray(document) ? document : [document as Instance];
  return {
    prices: new Map(
      instances.flatMap(({ instance_type: type, pricing }) => {
        const price = Number(pricing?.[region]?.linux?.ondemand);
        return price > 0 ? [[type, price] as const] : [];
      }),
    ),
  };
}

function readOffer({ products, terms, publicationDate }: Offer, region: string): PriceList {
  const prices = Object.entries(products).flatMap(([sku, { attributes }]) => {
    const isPlain =
      attributes['regionCode'] === region &&
      attributes['operatingSystem'] === 'Linux' &&
      attributes['tenancy'] === 'Shared' &&
      attributes['preInstalledSw'] === 'NA' &&
      attributes['capacitystatus'] === 'Used';
    if (!isPlain) return [];
    const [term] = Object.values(terms.OnDemand[sku] ?? {});
    const [dimension] = Object.values(term?.priceDimensions ?? {});
    const price = Number(dimension?.pricePerUnit.USD);
    return price > 0 ? [[attributes['instanceType'] ?? '', price] as const] : [];
  });
  return { prices: new Map(prices), ...(publicationDate === undefined ? {} : { dated: publicationDate }) };
}
