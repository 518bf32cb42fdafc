import { describe, expect, it } from 'vitest';
import { type CorsSettings, corsHeaders, preflightHeaders } from '../../../../cloud/gateway/cors.ts';

const settings: CorsSettings = {
  AllowOrigins: ['https://console.example', 'https://127.0.0.1:4711'],
  AllowMethods: ['GET', 'POST'],
  AllowHeaders: ['authorization'],
  ExposeHeaders: ['etag'],
  AllowCredentials: false,
  MaxAge: 60,
};

describe('CORS', () => {
  it('answers a preflight of an allowed origin with what is allowed', () => {
    expect(preflightHeaders(settings, 'https://console.example')).toEqual({
      'access-control-allow-origin': 'https://console.example',
      'access-control-allow-methods': 'GET,POST',
      'access-control-allow-headers': 'authorization',
      'access-control-expose-headers': 'etag',
      'access-control-max-age': '60',
      vary: 'Origin',
    });
  });

  it('says nothing to other origins', () => {
    expect(preflightHeaders(settings, 'https://evil.example')).toEqual({});
    expect(corsHeaders(settings, undefined)).toEqual({});
  });

  it('takes the scheme lightly for a site of this machine only', () => {
    expect(corsHeaders(settings, 'http://127.0.0.1:4711')['access-control-allow-origin']).toBe(
      'http://127.0.0.1:4711',
    );
    expect(corsHeaders(settings, 'http://127.0.0.1:4712')).toEqual({});
    expect(corsHeaders(settings, 'http://console.example')).toEqual({});
  });

  it('opens to everybody with a star, but not with credentials', () => {
    expect(
      corsHeaders({ ...settings, AllowOrigins: ['*'] }, 'https://a')['access-control-allow-origin'],
    ).toBe('*');
    expect(
      corsHeaders({ ...settings, AllowOrigins: ['*'], AllowCredentials: true }, 'https://a'),
    ).toMatchObject({
      'access-control-allow-origin': 'https://a',
      'access-control-allow-credentials': 'true',
    });
  });
});
