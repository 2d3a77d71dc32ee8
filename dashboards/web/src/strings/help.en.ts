/** The keys of each page: `key|what it does`, parted by semicolons. */
import type { helpZh } from "./help.zh";

export const helpEn: Record<keyof typeof helpZh, string> = {
  keys_tickets:
    "↑ ↓|choose a ticket;[ ]|the list before, the next one;D|by deadline / newest first;Enter|open it;1–9|act, see the buttons;U|call out who is on duty;A|add files;K|make knowledge of the reply;M|merge into the first possible repeat;T|tickets of the same matter;G|merge many;C|all matters again;/|search;Ctrl+Enter|submit what is being written;Esc|close the box, what was typed is kept;Alt+0|other pages;Alt+L|language;?|show / hide these keys",
  keys_supervisor:
    "↑ ↓|choose a conversation;L|listen;W|whisper;B|join;T|take over (twice);X|leave the conversation;H|help given;Alt+0|other pages;Alt+L|language;?|show / hide these keys",
  keys_reports:
    "Alt+1…4|hot topics, figures, produce, produced;Enter|look or preview;Ctrl+Enter|make the report;Alt+0|other pages;Alt+L|language;?|show / hide these keys",
  keys_search:
    "Enter|search, on a result open the call and play from there;↑ ↓|choose a sentence;/|back to the words;C|check sentence by sentence;Space|hear it again while checking;E|correct while checking;N|next while checking;Alt+V|read the other version;Esc|stop the sound;Alt+0|other pages;Alt+L|language;?|show / hide these keys",
  keys_duty:
    "Alt+1…5|roster, diary, attendance, sessions, lists;Enter|submit the form;Alt+0|other pages;Alt+L|language;?|show / hide these keys",
  keys_plan:
    "Alt+1…6|year, reminders, daily editions, the two 100 %, import, promises (as your role has them);Alt+, Alt+.|year before, year after;↑ ↓|choose an edition;Enter|open it;Home|back to the next one;1–6|its tabs;Alt+↑ ↓|move a line of the rundown;Ctrl+Enter|save the rundown;Esc|leave what is being written;Alt+0|other pages;Alt+L|language;?|show / hide these keys",
  terms_plan:
    "Units on air|of the units due this year, those that were on the show; a deputy counts;Leaders on air|units whose head came in person this year; a deputy does not count;Milestone|what has to be done around an edition, counted in working days; ✓ done, ! near or today, ✕ missed, – over when the notice came, › last day to ask;Provisional|the year's holiday notice is not there yet, so the day may move;Filed late|handed in after the day; it is taken and marked;Verified|checked by a reporter or the unit; what is not verified does not go on air",
  keys_aftershow:
    "Alt+1…4|closing, promises, collected, files (as your role has them);↑ ↓|choose an entry;A|answer and dispatch;T|make a ticket;R|give a reason;E|mend the words;P|confirm a promise;F|media follow-up;O|open the ticket;N|next owed;G|all to tickets; among collected: hand all on;X|all silent ones;C|close the show;Ctrl+Enter|save; among files: make them;Esc|close the box;Alt+0|other pages;Alt+L|language;?|show / hide these keys",
  terms_aftershow:
    "Settled|an entry has a ticket, or a reason why not; one that was on air also has its answer;Still owed|what an entry lacks to be settled: answer, ticket or reason;Promise|said in public on the show, with a day; those found in the transcript are confirmed by a person;Follow-up column|the part of later shows that asks what became of promises;Collected|matters for the show that the hotline took, due at the show team by the next working day;Media follow-up|the team's own reporting: to follow, reporting, aired, ended",
  keys_login: "Tab|next field;Enter|sign in;F1 ?|show / hide these keys (? outside a field)",
  terms_login:
    "User name|given by the administrator; need not be the phone's number;Password|the administrator sets a new one when it is lost; wrong ones in a row make you wait;After signing in|you come to your page, or back to the one you were sent here from",
  keys_host:
    "Space Enter|next caller on air;J|join those on air;O|take off air;L|lock / unlock;Tab|the other one on air;1–9|choose the next of those ready;N|the first one ready is next;Alt+X|dump what is in the delay;Esc|leave the field;Alt+L|language;?|show / hide these keys",
  terms_host:
    "On air|this line is heard in the programme;Next|the caller the producer chose to go on air next, one at most;Ready|screened and waiting for air;Locked|“next” and “off” leave it alone;Delay|seconds the broadcast lags behind the studio; a dump works within them only;Left|until the planned end; shown as over once it is passed",
  keys_retention:
    "Alt+C|count (a trial, removes nothing);Alt+P|remove, confirmed by typing the total;Alt+N|a person's request: the number;Enter|look;Alt+D|the ZIP;Alt+E|erase, confirmed by typing the total;Alt+S|save the receipt;Esc|close the box;Alt+0|other pages;Alt+L|language;?|show / hide these keys",
  keys_missing: "Enter|back to work;Tab|other pages;Alt+L|language;?|show / hide these keys",
  help_terms: "Words and figures",
  gone_title: "There is no such page",
  gone_why: "The address may be misspelt, or the page has another name now. Nothing is lost.",
  off_title: "This city does without “{page}”",
  off_why: "The rules of this city have what this page is for switched off. Nothing is lost; who runs the site can switch it on in the city's profile.",
  gone_back: "Back to work",
};
