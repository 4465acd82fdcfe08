//! What `:::steps` numbers, and what it is called.

use std::ops::Range;
use std::rc::Rc;

use crate::diagnostic::Code;
use crate::document::markdown::{Event, Events, Tag};

use super::Weaver;

/// Letters of the heading above in the id of a step.
const LONGEST: usize = 60;

/// What an element that is open is to steps.
enum Open {
    /// `:::steps` that began there, and whether it has a numbered list.
    Steps {
        begin: Range<usize>,
        numbered: bool,
    },
    /// Its list, and how many items it had.
    Numbered {
        items: u32,
    },
    Other,
}

impl<'a> Weaver<'a, '_> {
    /// Gives the items of the list in `:::steps` ids: the heading above and the number that readers see, so that another
    /// list further up changes none of them. Where no list is numbered, its author learns it.
    pub(super) fn name_steps(&mut self, events: &mut Events<'a>) {
        if !events.iter().any(|(event, _)| matches!(event, Event::Start(Tag::Steps))) {
            return;
        }
        let mut heading: Rc<str> = "".into();
        let mut open: Vec<Open> = Vec::new();
        // Of each open item: what it became.
        let mut items: Vec<Option<(Rc<str>, u32)>> = Vec::new();
        for (event, bytes) in events {
            match event {
                Event::Start(Tag::Heading { id, .. }) => heading = id.clone(),
                Event::Start(Tag::Item) => {
                    let id = match open.last_mut() {
                        Some(Open::Numbered { items }) => {
                            *items += 1;
                            let above: String = heading.chars().take(LONGEST).collect();
                            let sign = if above.is_empty() { "" } else { "-" };
                            Some((self.unique(format!("{above}{sign}step-{items}").into()), *items))
                        }
                        _ => None,
                    };
                    if let Some((id, number)) = &id {
                        *event = Event::Start(Tag::Step { id: id.clone(), number: *number });
                    }
                    items.push(id);
                }
                Event::End(Tag::Item) => {
                    if let Some((id, number)) = items.pop().flatten() {
                        *event = Event::End(Tag::Step { id, number });
                    }
                }
                _ => {}
            }
            match event {
                Event::Start(tag) => {
                    let opened = match (tag, open.last_mut()) {
                        (Tag::Steps, _) => Open::Steps { begin: bytes.clone(), numbered: false },
                        (Tag::List(Some(_)), Some(Open::Steps { numbered, .. })) => {
                            *numbered = true;
                            Open::Numbered { items: 0 }
                        }
                        _ => Open::Other,
                    };
                    open.push(opened);
                }
                Event::End(_) => {
                    if let Some(Open::Steps { begin, numbered: false }) = open.pop() {
                        let help = "write each step as an item of one list: `1. …`, `2. …`, and what belongs to it indented below";
                        self.find(Code::StepsWithoutList, begin, "nothing in these steps is numbered", help);
                    }
                }
                _ => {}
            }
        }
    }
}
