/**
 * What every row of every view has. `position` is the commit position of the last event that changed it:
 * the guard against applying an event twice, and the sequence id of the live stream. Positions stay below 2^53.
 * Row types say what a row is once it was opened: in the collections of sealed views personal fields are sealed.
 */
export interface Row {
  _id: string
  merchantId: string
  position: number
}
