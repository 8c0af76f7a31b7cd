const MOBILE = /^(?:01|\+82-?0?1)[016789]-?\d{3,4}-?\d{4}$/

/** Reads what a participant filled in, and says which of the three fields does not fit. */
export function readEntry(form: FormData) {
  const values = {
    name: String(form.get('name') ?? '')
      .trim()
      .slice(0, 40),
    phone: String(form.get('phone') ?? '').replaceAll(/[\s.]/g, ''),
    consent: form.get('consent') === 'on',
  }
  const errors = { name: values.name === '', phone: !MOBILE.test(values.phone), consent: !values.consent }
  return { values, errors, isGood: !errors.name && !errors.phone && !errors.consent }
}
