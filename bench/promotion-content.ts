const DAY_MS = 86_400_000

/** What a shop's promotion says. */
export const CONTENT = {
  title: '가을맞이 이벤트',
  prize: '아메리카노 한 잔',
  body: '이웃과 함께하는 가을 나눔 이벤트입니다.',
  hashtags: ['동네카페', '가을'],
}

/** A month from now on. */
export const period = () => ({
  startsAt: new Date().toISOString(),
  endsAt: new Date(Date.now() + 30 * DAY_MS).toISOString(),
})
