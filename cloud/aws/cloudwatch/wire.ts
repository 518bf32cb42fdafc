import { cbor, dateToTag } from '@smithy/core/cbor';
import type { AwsCall, AwsResponse } from '../http-types.ts';
import { foldParameters } from '../query-params.ts';
import { escapeXml } from '../xml.ts';

/** What an operation answers: text, numbers, times, lists and structures; undefined members are left out. */
export type Output =
  | string
  | number
  | boolean
  | Date
  | undefined
  | readonly Output[]
  | { readonly [name: string]: Output };

const XML_NAMESPACE = 'http://monitoring.amazonaws.com/doc/2010-08-01/';

/** The input of a call in the protocol in which its client speaks: in query all is text. */
export function readCall(call: AwsCall): { readonly input: Readonly<Record<string, unknown>> } {
  return { input: call.protocol === 'query' ? foldParameters(call.input) : call.input };
}

/** The answer in the same protocol. */
export function renderOutput(call: AwsCall, output: Readonly<Record<string, Output>>): AwsResponse {
  if (call.protocol === 'rpc-v2-cbor')
    return {
      status: 200,
      headers: { 'content-type': 'application/cbor', 'smithy-protocol': 'rpc-v2-cbor' },
      body: Buffer.from(cbor.serialize(mapDates(output, dateToTag))),
    };
  if (call.protocol === 'json-1.0')
    return {
      status: 200,
      headers: { 'content-type': 'application/x-amz-json-1.0' },
      body: JSON.stringify(mapDates(output, (date) => date.getTime() / 1000)),
    };
  const { operation } = call;
  const result =
    Object.keys(output).length === 0 ? '' : `<${operation}Result>${xmlOf(output)}</${operation}Result>`;
  return {
    status: 200,
    headers: { 'content-type': 'text/xml' },
    body: `<${operation}Response xmlns="${XML_NAMESPACE}">${result}<ResponseMetadata/></${operation}Response>`,
  };
}

function mapDates(value: Output, map: (date: Date) => unknown): unknown {
  if (value instanceof Date) return map(value);
  if (Array.isArray(value)) return value.map((item: Output) => mapDates(item, map));
  if (typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, member]) =>
      member === undefined ? [] : [[name, mapDates(member as Output, map)]],
    ),
  );
}

function xmlOf(value: Output): string {
  if (value === undefined) return '';
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map((item: Output) => `<member>${xmlOf(item)}</member>`).join('');
  if (typeof value !== 'object') return escapeXml(String(value));
  return Object.entries(value)
    .map(([name, member]) => (member === undefined ? '' : `<${name}>${xmlOf(member as Output)}</${name}>`))
    .join('');
}
