import Camera from '@lucide/svelte/icons/camera'
import Link from '@lucide/svelte/icons/link'
import MessageCircle from '@lucide/svelte/icons/message-circle'
import Monitor from '@lucide/svelte/icons/monitor-play'
import PenLine from '@lucide/svelte/icons/pen-line'
import PhoneCall from '@lucide/svelte/icons/phone-call'
import Tv from '@lucide/svelte/icons/tv'
import type { Source } from '../api/channel.ts'

export const channelIcon: Record<Source, typeof Camera> = {
  'uridongne-tv': Monitor,
  ringobiz: PhoneCall,
  'genie-tv': Tv,
  instagram: Camera,
  'naver-blog': PenLine,
  kakao: MessageCircle,
  direct: Link,
}
