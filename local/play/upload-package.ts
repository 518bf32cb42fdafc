/** Uploads a package to the address that the API gave for it. @throws Error with the answer when it is refused */
export async function uploadPackage(url: string, zip: Uint8Array): Promise<void> {
  const response = await fetch(url, {
    method: 'PUT',
    headers: { 'content-type': 'application/zip' },
    body: zip as BufferSource,
  });
  if (!response.ok) throw new Error(`The upload was refused (${response.status}): ${await response.text()}`);
}
