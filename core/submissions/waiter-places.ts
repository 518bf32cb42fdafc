/** Where requests that wait for a verdict, or for a review, are counted, over all instances of the API. */
export interface WaiterPlaces {
  /**
   * Takes one of so many places, for one request.
   * @param until ms since the epoch; later the place is free though nobody gave it back
   * @returns how to give it back; undefined where none is found free
   */
  take(places: number, until: number, now: number): Promise<(() => Promise<void>) | undefined>;
}
