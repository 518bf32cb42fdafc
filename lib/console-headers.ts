/*
 * What every file of the console is served with. The templates are made from it, local mode serves what the templates say,
 * and tests of pages serve it themselves.
 */

/** What browsers can lend a page, and this one never asks for. Features that browsers do not know are warned of in each. */
const UNUSED_FEATURES = [
  'accelerometer',
  'autoplay',
  'camera',
  'clipboard-read',
  'display-capture',
  'encrypted-media',
  'geolocation',
  'gyroscope',
  'hid',
  'idle-detection',
  'magnetometer',
  'microphone',
  'midi',
  'payment',
  'picture-in-picture',
  'publickey-credentials-get',
  'screen-wake-lock',
  'serial',
  'usb',
  'xr-spatial-tracking',
];

/** Headers beside those that CloudFront has fields for. */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  // Samples are copied, and a scoreboard fills a wall; nothing else is used, and nothing at all by what it frames.
  'Permissions-Policy': [
    ...UNUSED_FEATURES.map((feature) => `${feature}=()`),
    'clipboard-write=(self)',
    'fullscreen=(self)',
  ].join(', '),
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

/** Of what has no rule of its own: it may be kept, and is asked for each time. */
export const DEFAULT_CACHING = 'no-cache';
/** Of files whose names are hashes of what is in them. */
export const HASHED_CACHING = 'public, max-age=31536000, immutable';
/**
 * Which those are (scripts/build.ts): a page that is open while a release comes still finds its own. Entries keep their
 * names, workers too: a page that starts one after a release gets the new one.
 */
export const HASHED_FILES = ['parts/*', 'fonts/*'];

/** Nothing but our own script runs; it may speak to the API and to these. */
export function contentSecurityPolicy(connectTo: readonly string[]): string {
  return [
    `default-src 'none'`,
    `script-src 'self'`,
    `style-src 'self'`,
    `img-src 'self' data:`,
    `font-src 'self'`,
    ['connect-src', `'self'`, ...connectTo].join(' '),
    `base-uri 'none'`,
    `form-action 'self'`,
    `frame-ancestors 'none'`,
  ].join('; ');
}
