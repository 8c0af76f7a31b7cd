/** One channel of a promotion, in Korean. */
export const channel = {
  'only.channel': '{channel}만 보고 있어요',
  'only.all': '모두 보기',
}
