//! The protection keys of a pool of memories: one for each stripe of its slots.

use std::ops::Range;
use std::sync::Arc;

use crate::error::Result;
use crate::sys::{KeyProvider, Rights};

/// Keys, given back when this is dropped.
#[derive(Debug)]
pub(crate) struct Keys {
    provider: Arc<dyn KeyProvider>,
    taken: Vec<u32>,
}

impl Keys {
    /// At most so many keys; `None` when there is not even one.
    pub(crate) fn take(provider: Arc<dyn KeyProvider>, most: usize) -> Option<Self> {
        let taken: Vec<u32> = std::iter::from_fn(|| provider.take()).take(most).collect();
        (!taken.is_empty()).then_some(Self { provider, taken })
    }

    pub(crate) fn count(&self) -> u32 {
        self.taken.len() as u32
    }

    /// Gives all but the first keys back.
    pub(crate) fn keep(&mut self, count: u32) {
        let first = self.taken.len().min(count as usize);
        self.taken.drain(first..).for_each(|key| self.provider.give_back(key));
    }

    /// Gives pages the key of a stripe and makes them accessible or not.
    ///
    /// # Errors
    ///
    /// The system refuses.
    pub(crate) fn assign(&self, stripe: u32, addresses: Range<usize>, accessible: bool) -> Result<()> {
        self.provider.assign(addresses, self.taken[stripe as usize], accessible)
    }

    /// The rights of code whose memories are in this stripe.
    pub(crate) fn rights(&self, stripe: u32) -> Rights {
        self.provider.rights(self.taken[stripe as usize])
    }
}

impl Drop for Keys {
    fn drop(&mut self) {
        self.keep(0);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::Mutex;
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::*;
    use crate::config::{Config, ConfigError};
    use crate::error::{Error, ErrorKind};
    use crate::runtime::allocator::MemoryPlan;
    use crate::runtime::allocator::pooling::Pooling;
    use crate::runtime::{Engine, Instance, Limits, Module, Store, Val};
    use crate::sys::{NoProtectionKeys, mapped_regions, page_size};
    use crate::trap::{Exhaustion, PoolLimit};

    /// Keys that protect nothing, with books about them.
    #[derive(Debug, Default)]
    struct Fake {
        free: Mutex<Vec<u32>>,
        /// By the address of a page: the key that it was given last.
        pages: Mutex<BTreeMap<usize, u32>>,
        /// Assignments until one fails, after half of its pages.
        fail_in: AtomicU64,
    }

    impl Fake {
        fn new(keys: u32) -> Arc<Self> {
            Arc::new(Self {
                free: Mutex::new((1..=keys).rev().collect()),
                fail_in: AtomicU64::new(u64::MAX),
                ..Self::default()
            })
        }

        fn free(&self) -> usize {
            self.free.lock().unwrap().len()
        }

        fn key(&self, address: usize) -> Option<u32> {
            self.pages.lock().unwrap().get(&address).copied()
        }
    }

    impl KeyProvider for Fake {
        fn take(&self) -> Option<u32> {
            self.free.lock().unwrap().pop()
        }

        fn give_back(&self, key: u32) {
            let mut free = self.free.lock().unwrap();
            assert!(!free.contains(&key), "given back twice");
            free.push(key);
        }

        fn assign(&self, addresses: Range<usize>, key: u32, accessible: bool) -> Result<()> {
            assert!(!self.free.lock().unwrap().contains(&key), "a key that nobody has");
            let fails = self.fail_in.fetch_sub(1, Ordering::Relaxed) == 0;
            let end = if fails {
                addresses.start.midpoint(addresses.end)
            } else {
                addresses.end
            };
            let mut pages = self.pages.lock().unwrap();
            pages.extend((addresses.start..end).step_by(page_size()).map(|page| (page, key)));
            // As the system does: key and access in one step.
            if accessible {
                let bytes = end - addresses.start;
                let protection = libc::PROT_READ | libc::PROT_WRITE;
                // SAFETY: pages of the pool that calls, which asks for just that.
                let status = unsafe { libc::mprotect(addresses.start as *mut libc::c_void, bytes, protection) };
                assert_eq!(status, 0);
            }
            if fails {
                return Err(Error::exhausted(Exhaustion::OutOfMemory));
            }
            Ok(())
        }

        fn rights(&self, _: u32) -> Rights {
            Rights::default()
        }
    }

    const SLOT: usize = 4 << 16;
    const REACH: usize = 64 << 16;

    fn config(wish: &str, slots: u32) -> Config {
        let mut config = Config::parse(&format!(
            "allocator=pooling pool_memories={slots} pool_memory_bytes={SLOT} memory_reservation={} memory_guard=65536 \
             memory_guard_before=0 memory_image_min=0 pool_tables=0",
            REACH - 65536
        ))
        .unwrap();
        if wish == "on" {
            // Where this host has no keys the knob refuses; the fake has them.
            config.force("memory_protection_keys", 2);
        } else {
            config.set("memory_protection_keys", wish).unwrap();
        }
        config
    }

    fn pooling(config: &Config, fake: &Arc<Fake>) -> Result<Pooling> {
        Pooling::with_keys(config, MemoryPlan::new(config), || Ok(fake.clone()))
    }

    fn engine(config: &Config, fake: &Arc<Fake>) -> Engine {
        Engine::with_allocator(config.clone(), Arc::new(pooling(config, fake).unwrap())).unwrap()
    }

    fn module(engine: &Engine) -> Module {
        let text = r#"(module (memory (export "m") 2 4) (data (i32.const 4096) "abc")
            (func (export "get") (result i32) (i32.load (i32.const 4096))))"#;
        Module::new(engine, &wat::parse_str(text).unwrap()).unwrap()
    }

    /// The first page of the instance's memory.
    fn base(store: &Store, instance: Instance) -> usize {
        instance.memories(store)[0].data(store).as_ptr() as usize
    }

    #[test]
    fn neighbours_have_different_keys_and_equal_keys_stand_far_apart() {
        for keys in [2, 3, 8, 15] {
            let fake = Fake::new(keys);
            let pool = pooling(&config("auto", 40), &fake).unwrap();
            let metrics = crate::runtime::allocator::InstanceAllocator::pool_metrics(&pool).unwrap();
            assert_eq!((metrics.protection_keys, metrics.no_protection_keys), (keys, None));
            let pages: Vec<(usize, u32)> = fake.pages.lock().unwrap().clone().into_iter().collect();
            let slots: Vec<&[(usize, u32)]> = pages.chunks(SLOT / page_size()).collect();
            assert_eq!(slots.len(), 40);
            for (number, slot) in slots.iter().enumerate() {
                assert!(slot.iter().all(|(_, key)| *key == slot[0].1), "one key for each slot");
                assert_eq!(slot[slot.len() - 1].0 - slot[0].0, SLOT - page_size());
                for (other, at) in slots[number + 1..].iter().zip(1..) {
                    let apart = other[0].0 - slot[0].0;
                    assert_eq!(other[0].1 == slot[0].1, at % keys as usize == 0);
                    assert!(other[0].1 != slot[0].1 || apart >= REACH, "{apart}");
                }
            }
            let span = slots[39][0].0 - slots[0][0].0;
            assert!(
                span < 40 * REACH / keys as usize + 40 * page_size(),
                "{span} bytes with {keys} keys"
            );
            drop(pool);
            assert_eq!(fake.free(), keys as usize);
        }
    }

    #[test]
    fn a_store_keeps_to_one_stripe_and_stores_share_them_out() {
        let fake = Fake::new(4);
        let engine = engine(&config("auto", 8), &fake);
        let module = module(&engine);
        let mut stores: Vec<Store> = (0..4).map(|_| Store::new(&engine, Limits::default())).collect();
        let mut seen = Vec::new();
        for store in &mut stores {
            let first = Instance::new(store, &module, &[]).unwrap();
            let second = Instance::new(store, &module, &[]).unwrap();
            let keys = [first, second].map(|instance| fake.key(base(store, instance)));
            assert_eq!(keys[0], keys[1]);
            seen.push(keys[0]);
            // The stripe is full, the pool is not, or only after the last one.
            let error = Instance::new(store, &module, &[]).unwrap_err();
            assert_eq!(error.exhaustion(), Some(Exhaustion::Pool(PoolLimit::Memories)));
            let get = second.func(store, "get").unwrap();
            assert_eq!(get.call(store, &[]), Ok(vec![Val::I32(0x63_6261)]));
        }
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), 4);
        assert_eq!(engine.pool_metrics().unwrap().memories.live, 8);
        // The stripe that has room again is the next store's.
        let freed = stores.remove(2);
        let key = fake.key(base(&freed, freed.instance(0).unwrap()));
        drop(freed);
        let mut store = Store::new(&engine, Limits::default());
        let instance = Instance::new(&mut store, &module, &[]).unwrap();
        assert_eq!(fake.key(base(&store, instance)), key);
    }

    #[test]
    fn without_a_key_left_auto_does_without_and_on_is_an_error() {
        let fake = Fake::new(3);
        let first = pooling(&config("on", 10), &fake).unwrap();
        assert_eq!(fake.free(), 0);
        let second = engine(&config("auto", 10), &fake);
        let metrics = second.pool_metrics().unwrap();
        assert_eq!(metrics.protection_keys, 0);
        assert_eq!(metrics.no_protection_keys, Some(NoProtectionKeys::Kernel));
        let error = pooling(&config("on", 10), &fake).unwrap_err();
        assert!(matches!(
            error.kind(),
            ErrorKind::Config(ConfigError::Unavailable {
                knob: "memory_protection_keys",
                ..
            })
        ));
        drop(first);
        // Keys that a small pool has no use for are left to others.
        let small = pooling(&config("on", 2), &fake).unwrap();
        assert_eq!(fake.free(), 1);
        drop(small);
        assert_eq!(fake.free(), 3);
        let off = engine(&config("off", 10), &fake);
        let metrics = off.pool_metrics().unwrap();
        assert_eq!((metrics.protection_keys, metrics.no_protection_keys), (0, None));
    }

    #[test]
    fn a_pool_that_gets_its_keys_half_way_leaves_nothing() {
        for slot in 0..6 {
            let fake = Fake::new(3);
            fake.fail_in.store(slot, Ordering::Relaxed);
            assert!(pooling(&config("on", 6), &fake).is_err());
            assert_eq!(fake.free(), 3);
            let pages = fake.pages.lock().unwrap().clone();
            let mapped = mapped_regions();
            let still = |page: &usize| {
                mapped
                    .iter()
                    .any(|region| (region.start..region.start + region.len).contains(page))
            };
            // Other tests may have mapped something there, but not all of it.
            assert!(!pages.keys().all(still), "the reservation is gone");
            fake.fail_in.store(slot, Ordering::Relaxed);
            let without = engine(&config("auto", 6), &fake);
            let metrics = without.pool_metrics().unwrap();
            assert_eq!(metrics.no_protection_keys, Some(NoProtectionKeys::Kernel));
            assert_eq!(fake.free(), 3);
        }
    }

    #[test]
    fn a_slot_that_lost_its_key_is_nobodys_until_it_has_it_again() {
        let fake = Fake::new(2);
        let mut config = config("on", 2);
        // Each slot that comes back is mapped anew.
        config.set("pool_warm_slots", "0").unwrap();
        for reset in ["madvise", "remap"] {
            config.set("memory_reset", reset).unwrap();
            let engine = engine(&config, &fake);
            let module = module(&engine);
            let mut store = Store::new(&engine, Limits::default());
            // Mapping the image costs the key, which is then refused.
            fake.fail_in.store(0, Ordering::Relaxed);
            let error = Instance::new(&mut store, &module, &[]).unwrap_err();
            assert_eq!(error.exhaustion(), Some(Exhaustion::OutOfMemory));
            assert_eq!(engine.pool_metrics().unwrap().memories.live, 0);
            for refused in [true, true, false, true] {
                let instance = Instance::new(&mut store, &module, &[]).unwrap();
                let first = base(&store, instance);
                let last = first + (2 << 16) - page_size();
                let has_key = || [first, first + 4096, last].iter().all(|page| fake.key(*page).is_some());
                assert!(has_key(), "{reset}");
                fake.pages.lock().unwrap().clear();
                fake.fail_in
                    .store(if refused { 0 } else { u64::MAX }, Ordering::Relaxed);
                store = Store::new(&engine, Limits::default());
                engine.flush_pools();
                // A slot that could not be mapped anew for want of a key is tried again when it is given up.
                assert_eq!(has_key(), !refused || reset == "remap", "{reset}");
                fake.fail_in.store(u64::MAX, Ordering::Relaxed);
            }
            drop((store, module, engine));
            assert_eq!(fake.free(), 2);
        }
    }
}
