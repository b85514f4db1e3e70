//! The index against a model that keeps lists.

use super::*;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// What the index is to do, in the simplest words: lists of (slot, module), oldest first.
#[derive(Default)]
struct Model {
    total: usize,
    per_module: usize,
    warm_limit: usize,
    live: Vec<(u32, Option<ModuleId>)>,
    busy: Vec<(u32, Option<ModuleId>)>,
    warm: Vec<(u32, Option<ModuleId>)>,
    gone: BTreeSet<ModuleId>,
    /// The note that each slot has; a cold one's is the default.
    notes: BTreeMap<u32, u64>,
}

type Allocated = Result<(u32, Origin, u64), Full>;

impl Model {
    fn used(&self) -> impl Iterator<Item = u32> + '_ {
        let lists = [&self.live, &self.busy, &self.warm];
        lists.into_iter().flatten().map(|(slot, _)| *slot)
    }

    fn note(&self, slot: u32) -> u64 {
        self.notes.get(&slot).copied().unwrap_or_default()
    }

    /// Checks what an allocation answered, and follows it.
    fn allocated(&mut self, key: Option<ModuleId>, answer: Allocated) {
        let live = self.live.iter().filter(|(_, other)| key.is_some() && *other == key);
        if key.is_some() && live.count() >= self.per_module {
            assert_eq!(answer, Err(Full::Module));
            return;
        }
        let own = self.warm.iter().rposition(|(_, other)| key.is_some() && *other == key);
        let cold = self.used().count() < self.total;
        if let Some(own) = own {
            let (slot, _) = self.warm.remove(own);
            assert_eq!(answer, Ok((slot, Origin::Affine, self.note(slot))));
        } else if cold && (self.warm.len() < self.warm_limit || self.warm.is_empty()) {
            let Ok((slot, Origin::Cold, 0)) = answer else {
                panic!("{answer:?} is no cold slot")
            };
            assert!((slot as usize) < self.total && self.used().all(|used| used != slot));
        } else if !self.warm.is_empty() {
            let (slot, _) = self.warm.remove(0);
            assert_eq!(answer, Ok((slot, Origin::Warm, self.note(slot))));
        } else {
            assert_eq!(answer, Err(Full::Total));
        }
        if let Ok((slot, ..)) = answer {
            self.live.push((slot, key));
        }
    }

    /// Checks what a release answered, and follows it.
    fn released(&mut self, at: usize, answer: Option<(u32, u64)>) {
        let (slot, key) = self.busy.remove(at);
        if self.warm_limit == 0 || key.is_some_and(|key| self.gone.contains(&key)) {
            assert_eq!(answer, Some((slot, self.note(slot))));
            self.busy.push((slot, key));
            return;
        }
        self.warm.push((slot, key));
        let excess = (self.warm.len() > self.warm_limit).then(|| self.warm.remove(0));
        assert_eq!(answer, excess.map(|(slot, _)| (slot, self.note(slot))));
        self.busy.extend(excess);
    }

    fn counts(&self) -> Counts {
        Counts {
            live: self.live.len() as u32,
            busy: self.busy.len() as u32,
            warm: self.warm.len() as u32,
        }
    }
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Allocate(Option<usize>),
    Retire(usize),
    /// A busy slot was reset.
    Release(usize, u64),
    /// A busy slot was scrubbed.
    Scrub(usize),
    /// A busy slot was reset and could not be scrubbed.
    Keep(usize, u64),
    /// The module is dropped and its place taken by a new one.
    Forget(usize),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        4 => prop_oneof![Just(None), (0..3usize).prop_map(Some)].prop_map(Step::Allocate),
        3 => any::<usize>().prop_map(Step::Retire),
        3 => (any::<usize>(), 1..100u64).prop_map(|(at, note)| Step::Release(at, note)),
        1 => any::<usize>().prop_map(Step::Scrub),
        1 => (any::<usize>(), 1..100u64).prop_map(|(at, note)| Step::Keep(at, note)),
        1 => (0..3usize).prop_map(Step::Forget),
    ];
    proptest::collection::vec(step, 1..200)
}

proptest! {
    #[test]
    fn the_index_does_what_the_model_does(
        total in 0u32..7,
        per_module in prop_oneof![Just(u32::MAX), 0u32..4],
        warm_limit in 0u32..6,
        steps in steps(),
    ) {
        let mut index = SlotIndex::<u64>::new(total, per_module, warm_limit);
        let mut model = Model {
            total: total as usize,
            per_module: per_module as usize,
            warm_limit: warm_limit as usize,
            ..Model::default()
        };
        let mut modules = [ModuleId(0), ModuleId(1), ModuleId(2)];
        for step in steps {
            let nothing_busy = model.busy.is_empty();
            match step {
                Step::Allocate(module) => {
                    let key = module.map(|module| modules[module]);
                    let answer = index.allocate(key);
                    model.allocated(key, answer);
                }
                Step::Retire(at) if !model.live.is_empty() => {
                    let moved = model.live.remove(at % model.live.len());
                    index.retire(moved.0);
                    model.busy.push(moved);
                }
                Step::Release(at, note) if !nothing_busy => {
                    let at = at % model.busy.len();
                    let slot = model.busy[at].0;
                    model.notes.insert(slot, note);
                    let answer = index.release(slot, note);
                    model.released(at, answer);
                }
                Step::Scrub(at) if !nothing_busy => {
                    let (slot, _) = model.busy.remove(at % model.busy.len());
                    model.notes.remove(&slot);
                    index.scrubbed(slot);
                }
                Step::Keep(at, note) if !nothing_busy => {
                    let (slot, key) = model.busy.remove(at % model.busy.len());
                    model.notes.insert(slot, note);
                    model.warm.push((slot, key.filter(|key| !model.gone.contains(key))));
                    index.keep(slot, note);
                }
                Step::Forget(module) => {
                    let key = modules[module];
                    modules[module] = ModuleId(modules.iter().max().unwrap().0 + 1);
                    let (own, others) = model.warm.iter().partition(|(_, other)| *other == Some(key));
                    model.warm = others;
                    let own: Vec<(u32, Option<ModuleId>)> = own;
                    let given_up: Vec<(u32, u64)> = own.iter().map(|(slot, _)| (*slot, model.note(*slot))).collect();
                    prop_assert_eq!(index.forget(key), given_up);
                    model.busy.extend(own);
                    model.gone.insert(key);
                }
                Step::Retire(_) | Step::Release(..) | Step::Scrub(_) | Step::Keep(..) => {}
            }
            prop_assert_eq!(index.counts(), model.counts());
        }
        // Everything comes back.
        for (slot, _) in model.live.drain(..) {
            index.retire(slot);
            model.busy.push((slot, None));
        }
        for (slot, _) in &model.busy {
            index.scrubbed(*slot);
        }
        for module in modules {
            for (slot, _) in index.forget(module) {
                index.scrubbed(slot);
            }
        }
        prop_assert!(index.modules.is_empty(), "a module that is gone is remembered");
        let slots: BTreeSet<u32> = std::iter::from_fn(|| index.allocate(None).ok()).map(|(slot, ..)| slot).collect();
        prop_assert_eq!(slots.len(), total as usize);
    }
}

#[test]
#[should_panic(expected = "slot 0 is Live and not Busy")]
fn a_live_slot_cannot_be_released() {
    let mut index = SlotIndex::<()>::new(1, 1, 1);
    index.allocate(Some(ModuleId(7))).unwrap();
    let _ = index.release(0, ());
}
