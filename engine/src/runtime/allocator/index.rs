//! Which slot of a pool comes next.
//!
//! A slot is *cold* (nothing of its own: never used, or scrubbed), *live* (an instance's), *busy* (returned, not yet reset)
//! or *warm* (reset, but what its last module mapped there is kept: the slot is affine to that module). Allocation takes
//! the module's own warm slot that was released last; else, while fewer than the limit are warm, a cold one; else the warm
//! one that was released first. Releasing past the limit gives up the oldest warm slot, which the pool then scrubs.
//!
//! Nothing here touches memory: the pool does, and says so by the transitions. What a warm slot still holds is known to
//! the pool alone; the index keeps the note (`K`) while nobody has the slot.

use rustc_hash::FxHashMap;

use super::ModuleId;

/// Where a slot that was just taken comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// Its last user was the same module.
    Affine,
    /// Its last user was another module, or nobody's module.
    Warm,
    /// It holds nothing.
    Cold,
}

/// Why there is no slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Full {
    /// No slot is cold or warm.
    Total,
    /// The module has as many live slots as one module may.
    Module,
}

/// How many slots are in which state. What is missing to the total is cold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) live: u32,
    pub(crate) busy: u32,
    pub(crate) warm: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Cold,
    Live,
    Busy,
    Warm,
}

/// No slot: the end of a list.
const NONE: u32 = u32::MAX;

/// Neighbours in a doubly linked list through the slots.
#[derive(Clone, Copy, Debug)]
struct Links {
    /// Towards the one released last.
    newer: u32,
    /// Towards the one released first.
    older: u32,
}

const UNLINKED: Links = Links {
    newer: NONE,
    older: NONE,
};

#[derive(Debug)]
struct Slot<K> {
    state: State,
    key: Option<ModuleId>,
    /// What it holds, while it is warm.
    kept: K,
    /// Among all warm slots.
    all: Links,
    /// Among the warm slots of the same module.
    own: Links,
}

/// Ends of a list through the slots.
#[derive(Clone, Copy, Debug)]
struct Ends {
    newest: u32,
    oldest: u32,
}

const EMPTY: Ends = Ends {
    newest: NONE,
    oldest: NONE,
};

/// What is known of a module that has slots.
#[derive(Debug)]
struct Module {
    live: u32,
    busy: u32,
    warm: Ends,
    /// It was dropped: its slots never become warm again.
    gone: bool,
}

/// The states of a pool's slots.
#[derive(Debug)]
pub(crate) struct SlotIndex<K> {
    total: u32,
    per_module: u32,
    warm_limit: u32,
    counts: Counts,
    /// The slots that were ever used; the rest, up to the total, are cold.
    slots: Vec<Slot<K>>,
    /// Slots that are cold again.
    scrubbed: Vec<u32>,
    warm: Ends,
    /// By ids that nobody outside chooses.
    modules: FxHashMap<ModuleId, Module>,
}

impl<K: Default> SlotIndex<K> {
    /// `total` cold slots, of which one module may have `per_module` live and at most `warm_limit` stay warm.
    pub(crate) fn new(total: u32, per_module: u32, warm_limit: u32) -> Self {
        Self {
            total,
            per_module,
            warm_limit,
            counts: Counts::default(),
            slots: Vec::new(),
            scrubbed: Vec::new(),
            warm: EMPTY,
            modules: FxHashMap::default(),
        }
    }

    pub(crate) fn counts(&self) -> Counts {
        self.counts
    }

    /// Takes a slot, with what it holds, for a module, or for nobody's.
    pub(crate) fn allocate(&mut self, key: Option<ModuleId>) -> Result<(u32, Origin, K), Full> {
        let module = key.and_then(|key| self.modules.get(&key));
        let (live, own) = module.map_or((0, NONE), |module| (module.live, module.warm.newest));
        if key.is_some() && live >= self.per_module {
            return Err(Full::Module);
        }
        let has_cold = !self.scrubbed.is_empty() || (self.slots.len() as u32) < self.total;
        let (index, origin) = if own != NONE {
            self.unlink(own);
            (own, Origin::Affine)
        } else if has_cold && (self.counts.warm < self.warm_limit || self.counts.warm == 0) {
            (self.take_cold(), Origin::Cold)
        } else if self.warm.oldest != NONE {
            let oldest = self.warm.oldest;
            self.unlink(oldest);
            (oldest, Origin::Warm)
        } else {
            return Err(Full::Total);
        };
        let slot = &mut self.slots[index as usize];
        slot.state = State::Live;
        slot.key = key;
        let kept = std::mem::take(&mut slot.kept);
        self.counts.live += 1;
        if let Some(key) = key {
            let module = self.modules.entry(key).or_insert(Module {
                live: 0,
                busy: 0,
                warm: EMPTY,
                gone: false,
            });
            module.live += 1;
        }
        Ok((index, origin, kept))
    }

    fn take_cold(&mut self) -> u32 {
        if let Some(index) = self.scrubbed.pop() {
            return index;
        }
        self.slots.push(Slot {
            state: State::Cold,
            key: None,
            kept: K::default(),
            all: UNLINKED,
            own: UNLINKED,
        });
        self.slots.len() as u32 - 1
    }

    /// A live slot was returned: nobody uses it, and it is not yet reset.
    pub(crate) fn retire(&mut self, index: u32) {
        let slot = self.expect(index, State::Live);
        slot.state = State::Busy;
        let key = slot.key;
        self.counts.live -= 1;
        self.counts.busy += 1;
        if let Some(module) = key.and_then(|key| self.modules.get_mut(&key)) {
            module.live -= 1;
            module.busy += 1;
        }
    }

    /// A busy slot was reset, and holds this. The result, if any, is a slot that is busy now (perhaps this one) with what
    /// it holds: the pool scrubs it and says so by [`scrubbed`](Self::scrubbed).
    #[must_use]
    pub(crate) fn release(&mut self, index: u32, kept: K) -> Option<(u32, K)> {
        let key = self.expect(index, State::Busy).key;
        let gone = key
            .and_then(|key| self.modules.get(&key))
            .is_some_and(|module| module.gone);
        if gone || self.warm_limit == 0 {
            return Some((index, kept));
        }
        self.keep(index, kept);
        if self.counts.warm <= self.warm_limit {
            return None;
        }
        let oldest = self.warm.oldest;
        Some((oldest, self.give_up(oldest)))
    }

    /// A busy slot was reset, holds this, and could not be scrubbed: it is warm, whatever the limit.
    pub(crate) fn keep(&mut self, index: u32, kept: K) {
        let key = self.expect(index, State::Busy).key;
        self.not_busy(key);
        let known = key
            .and_then(|key| self.modules.get(&key))
            .is_some_and(|module| !module.gone);
        let slot = &mut self.slots[index as usize];
        slot.state = State::Warm;
        slot.kept = kept;
        // A module that is gone has no list.
        slot.key = key.filter(|_| known);
        self.counts.warm += 1;
        self.link(index);
    }

    /// A busy slot holds nothing any more.
    pub(crate) fn scrubbed(&mut self, index: u32) {
        let key = self.expect(index, State::Busy).key;
        self.not_busy(key);
        let slot = &mut self.slots[index as usize];
        slot.state = State::Cold;
        slot.key = None;
        self.scrubbed.push(index);
    }

    /// A module was dropped. The result are its warm slots, which are busy now: the pool scrubs them. Those that are still
    /// live or busy are scrubbed when they are released.
    #[must_use]
    pub(crate) fn forget(&mut self, key: ModuleId) -> Vec<(u32, K)> {
        let mut given_up = Vec::new();
        while let Some(oldest) = self.modules.get(&key).map(|module| module.warm.oldest) {
            if oldest == NONE {
                break;
            }
            given_up.push((oldest, self.give_up(oldest)));
        }
        if let Some(module) = self.modules.get_mut(&key) {
            module.gone = true;
        }
        self.sweep(key);
        given_up
    }

    /// Makes a warm slot busy.
    fn give_up(&mut self, index: u32) -> K {
        self.unlink(index);
        let slot = &mut self.slots[index as usize];
        slot.state = State::Busy;
        self.counts.busy += 1;
        if let Some(module) = slot.key.and_then(|key| self.modules.get_mut(&key)) {
            module.busy += 1;
        }
        std::mem::take(&mut slot.kept)
    }

    fn not_busy(&mut self, key: Option<ModuleId>) {
        self.counts.busy -= 1;
        if let Some(key) = key {
            if let Some(module) = self.modules.get_mut(&key) {
                module.busy -= 1;
            }
            self.sweep(key);
        }
    }

    /// Forgets a dropped module once no slot speaks of it.
    fn sweep(&mut self, key: ModuleId) {
        let done = |module: &Module| module.gone && module.live == 0 && module.busy == 0;
        if self.modules.get(&key).is_some_and(done) {
            self.modules.remove(&key);
        }
    }

    fn expect(&mut self, index: u32, state: State) -> &mut Slot<K> {
        let slot = &mut self.slots[index as usize];
        assert!(
            slot.state == state,
            "slot {index} is {:?} and not {state:?}",
            slot.state
        );
        slot
    }

    /// Makes a slot the newest of the warm ones.
    fn link(&mut self, index: u32) {
        let older = self.warm.newest;
        self.slots[index as usize].all = Links { newer: NONE, older };
        match self.slots.get_mut(older as usize) {
            Some(slot) => slot.all.newer = index,
            None => self.warm.oldest = index,
        }
        self.warm.newest = index;
        let key = self.slots[index as usize].key;
        let Some(module) = key.and_then(|key| self.modules.get_mut(&key)) else {
            return;
        };
        let older = module.warm.newest;
        module.warm.newest = index;
        if older == NONE {
            module.warm.oldest = index;
        } else {
            self.slots[older as usize].own.newer = index;
        }
        self.slots[index as usize].own = Links { newer: NONE, older };
    }

    /// Takes a slot out of the warm ones.
    fn unlink(&mut self, index: u32) {
        self.counts.warm -= 1;
        let Slot { all, own, key, .. } = self.slots[index as usize];
        match self.slots.get_mut(all.newer as usize) {
            Some(slot) => slot.all.older = all.older,
            None => self.warm.newest = all.older,
        }
        match self.slots.get_mut(all.older as usize) {
            Some(slot) => slot.all.newer = all.newer,
            None => self.warm.oldest = all.newer,
        }
        let Some(module) = key.and_then(|key| self.modules.get_mut(&key)) else {
            return;
        };
        if own.newer == NONE {
            module.warm.newest = own.older;
        } else {
            self.slots[own.newer as usize].own.older = own.older;
        }
        if own.older == NONE {
            module.warm.oldest = own.newer;
        } else {
            self.slots[own.older as usize].own.newer = own.newer;
        }
        let slot = &mut self.slots[index as usize];
        slot.all = UNLINKED;
        slot.own = UNLINKED;
    }
}

#[cfg(test)]
mod tests;
