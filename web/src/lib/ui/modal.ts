/**
 * Attached to a dialog: shows it while it is wanted. The browser keeps the focus inside, closes it with Escape, and
 * gives the focus back.
 */
export const modal = (open: boolean) => (dialog: HTMLDialogElement) => {
  if (open) dialog.showModal()
  else dialog.close()
}
