/** The keys of each page: `key|what it does`, parted by semicolons. */
import type { helpZh } from "./help.zh";

export const helpEn: Record<keyof typeof helpZh, string> = {
  keys_tickets:
    "↑ ↓|choose a ticket;Enter|open it;1–9|act, see the buttons;U|call out who is on duty;M|merge into the first possible repeat;T|tickets of the same matter;G|merge many;C|all matters again;/|search;Ctrl+Enter|submit what is being written;Esc|close the box, what was typed is kept;Alt+0|other pages;Alt+L|language;?|show / hide these keys",
  keys_supervisor:
    "↑ ↓|choose a conversation;L|listen;W|whisper;B|join;T|take over (twice);X|leave the conversation;H|help given;Alt+0|other pages;Alt+L|language;?|show / hide these keys",
  keys_reports:
    "Alt+1…4|hot topics, figures, produce, produced;Enter|look or preview;Ctrl+Enter|make the report;Alt+0|other pages;Alt+L|language;?|show / hide these keys",
  keys_search:
    "Enter|search, on a result open the call and play from there;↑ ↓|choose a sentence;/|back to the words;C|check sentence by sentence;Space|hear it again while checking;E|correct while checking;N|next while checking;Alt+V|read the other version;Esc|stop the sound;Alt+0|other pages;Alt+L|language;?|show / hide these keys",
  keys_duty:
    "Alt+1…5|roster, diary, attendance, sessions, lists;Enter|submit the form;Alt+0|other pages;Alt+L|language;?|show / hide these keys",
};
