//! The bytes in which requests, answers and host calls pass between Rust and OCaml: little-endian, no padding. The other
//! halves are `reference/api/wire.ml` and `verified/ocaml/verified_wire.ml`; all change together.

use crate::runtime::Crash;
use crate::types::*;

/// Builds a request or an answer of the host.
#[derive(Default)]
pub(crate) struct Writer(pub(crate) Vec<u8>);

impl Writer {
    pub(crate) fn request(number: u8) -> Writer {
        Writer(vec![number])
    }

    pub(crate) fn byte(&mut self, x: u8) -> &mut Self {
        self.0.push(x);
        self
    }

    /// OCaml's integers have 63 bits: what is greater becomes the greatest of them.
    pub(crate) fn int(&mut self, x: u64) -> &mut Self {
        self.raw(&x.min(i64::MAX as u64 / 2).to_le_bytes())
    }

    fn raw(&mut self, bytes: &[u8]) -> &mut Self {
        self.0.extend_from_slice(bytes);
        self
    }

    pub(crate) fn bytes(&mut self, bytes: &[u8]) -> &mut Self {
        self.int(bytes.len() as u64).raw(bytes)
    }

    pub(crate) fn values(&mut self, values: &[Value]) -> &mut Self {
        self.int(values.len() as u64);
        for value in values {
            self.value(value);
        }
        self
    }

    pub(crate) fn val_type(&mut self, ty: ValType) -> &mut Self {
        self.byte(match ty {
            ValType::I32 => 0x7f,
            ValType::I64 => 0x7e,
            ValType::F32 => 0x7d,
            ValType::F64 => 0x7c,
            ValType::V128 => 0x7b,
            ValType::FuncRef => 0x70,
            ValType::ExternRef => 0x6f,
        })
    }

    fn reference(&mut self, x: Option<u64>) -> &mut Self {
        match x {
            Some(x) => self.int(x),
            None => self.raw(&(-1i64).to_le_bytes()),
        }
    }

    pub(crate) fn value(&mut self, value: &Value) -> &mut Self {
        self.val_type(value.ty());
        match *value {
            Value::I32(x) => self.raw(&x.to_le_bytes()),
            Value::I64(x) => self.raw(&x.to_le_bytes()),
            Value::F32(x) => self.raw(&x.to_le_bytes()),
            Value::F64(x) => self.raw(&x.to_le_bytes()),
            Value::V128(x) => self.raw(&x.to_le_bytes()),
            Value::FuncRef(x) => self.reference(x.map(u64::from)),
            Value::ExternRef(x) => self.reference(x),
        }
    }

    pub(crate) fn func_type(&mut self, ty: &FuncType) -> &mut Self {
        for list in [&ty.params, &ty.results] {
            self.int(list.len() as u64);
            for &ty in list {
                self.val_type(ty);
            }
        }
        self
    }

    pub(crate) fn limits(&mut self, limits: SizeLimits) -> &mut Self {
        self.int(limits.min.into());
        match limits.max {
            None => self.byte(0),
            Some(max) => self.byte(1).int(max.into()),
        }
    }

    pub(crate) fn table_type(&mut self, ty: TableType) -> &mut Self {
        self.val_type(ty.element).limits(ty.limits)
    }

    pub(crate) fn global_type(&mut self, ty: GlobalType) -> &mut Self {
        self.val_type(ty.content).byte(ty.mutable.into())
    }

    pub(crate) fn item(&mut self, item: Extern) -> &mut Self {
        let (kind, address) = match item {
            Extern::Func(a) => (0, a),
            Extern::Table(a) => (1, a),
            Extern::Memory(a) => (2, a),
            Extern::Global(a) => (3, a),
        };
        self.byte(kind).int(address.into())
    }

    pub(crate) fn failure(&mut self, failure: Failure) -> &mut Self {
        let (kind, code, location) = match failure {
            Failure::Trap(kind, at) => (0, kind as u8, at),
            Failure::Exhausted(what, at) => (1, what as u8, at),
        };
        self.byte(kind).byte(code);
        match location {
            None => self.byte(0),
            Some(at) => {
                let at = [at.instance, at.func, at.offset];
                at.iter().fold(self.byte(1), |w, &x| w.int(x.into()))
            }
        }
    }
}

/// Reads an answer or a host call. Running out of bytes is a [`Crash`]: the two halves disagree.
pub(crate) struct Reader {
    bytes: Vec<u8>,
    pos: usize,
}

type Read<T> = Result<T, Crash>;

impl Reader {
    pub(crate) fn new(bytes: Vec<u8>) -> Reader {
        Reader { bytes, pos: 0 }
    }

    fn take(&mut self, n: usize) -> Read<&[u8]> {
        let rest = self.bytes.get(self.pos..).unwrap_or_default();
        self.pos = self.pos.saturating_add(n);
        rest.get(..n).ok_or_else(broken)
    }

    fn array<const N: usize>(&mut self) -> Read<[u8; N]> {
        Ok(self.take(N)?.try_into().expect("N bytes were taken"))
    }

    pub(crate) fn byte(&mut self) -> Read<u8> {
        Ok(self.array::<1>()?[0])
    }

    pub(crate) fn bool(&mut self) -> Read<bool> {
        Ok(self.byte()? != 0)
    }

    pub(crate) fn int(&mut self) -> Read<i64> {
        Ok(i64::from_le_bytes(self.array()?))
    }

    /// An integer of a narrower type.
    pub(crate) fn num<T: TryFrom<i64>>(&mut self) -> Read<T> {
        self.int()?.try_into().map_err(|_| broken())
    }

    pub(crate) fn bytes(&mut self) -> Read<&[u8]> {
        let n = self.num()?;
        self.take(n)
    }

    pub(crate) fn string(&mut self) -> Read<String> {
        Ok(String::from_utf8_lossy(self.bytes()?).into_owned())
    }

    pub(crate) fn list<T>(&mut self, mut item: impl FnMut(&mut Self) -> Read<T>) -> Read<Vec<T>> {
        let n: usize = self.num()?;
        (0..n).map(|_| item(self)).collect()
    }

    pub(crate) fn option<T>(&mut self, item: impl FnOnce(&mut Self) -> Read<T>) -> Read<Option<T>> {
        if self.bool()? { item(self).map(Some) } else { Ok(None) }
    }

    fn val_type(&mut self) -> Read<ValType> {
        Ok(match self.byte()? {
            0x7f => ValType::I32,
            0x7e => ValType::I64,
            0x7d => ValType::F32,
            0x7c => ValType::F64,
            0x7b => ValType::V128,
            0x70 => ValType::FuncRef,
            0x6f => ValType::ExternRef,
            _ => return Err(broken()),
        })
    }

    pub(crate) fn value(&mut self) -> Read<Value> {
        Ok(match self.val_type()? {
            ValType::I32 => Value::I32(i32::from_le_bytes(self.array()?)),
            ValType::I64 => Value::I64(i64::from_le_bytes(self.array()?)),
            ValType::F32 => Value::F32(u32::from_le_bytes(self.array()?)),
            ValType::F64 => Value::F64(u64::from_le_bytes(self.array()?)),
            ValType::V128 => Value::V128(u128::from_le_bytes(self.array()?)),
            ValType::FuncRef => Value::FuncRef(u32::try_from(self.int()?).ok()),
            ValType::ExternRef => Value::ExternRef(u64::try_from(self.int()?).ok()),
        })
    }

    pub(crate) fn values(&mut self) -> Read<Vec<Value>> {
        self.list(Self::value)
    }

    pub(crate) fn func_type(&mut self) -> Read<FuncType> {
        Ok(FuncType {
            params: self.list(Self::val_type)?,
            results: self.list(Self::val_type)?,
        })
    }

    pub(crate) fn limits(&mut self) -> Read<SizeLimits> {
        Ok(SizeLimits {
            min: self.num()?,
            max: self.option(Self::num)?,
        })
    }

    pub(crate) fn table_type(&mut self) -> Read<TableType> {
        Ok(TableType {
            element: self.val_type()?,
            limits: self.limits()?,
        })
    }

    pub(crate) fn global_type(&mut self) -> Read<GlobalType> {
        Ok(GlobalType {
            content: self.val_type()?,
            mutable: self.bool()?,
        })
    }

    pub(crate) fn extern_type(&mut self) -> Read<ExternType> {
        Ok(match self.byte()? {
            0 => ExternType::Func(self.func_type()?),
            1 => ExternType::Table(self.table_type()?),
            2 => ExternType::Memory(self.limits()?),
            3 => ExternType::Global(self.global_type()?),
            _ => return Err(broken()),
        })
    }

    pub(crate) fn item(&mut self) -> Read<Extern> {
        let kind = self.byte()?;
        let address = self.num()?;
        Ok(match kind {
            0 => Extern::Func(address),
            1 => Extern::Table(address),
            2 => Extern::Memory(address),
            3 => Extern::Global(address),
            _ => return Err(broken()),
        })
    }

    pub(crate) fn rejection(&mut self) -> Read<Rejection> {
        let kind = self.byte()?;
        let offset = self.num()?;
        let message = self.string()?;
        Ok(match kind {
            0 => Rejection::Malformed { offset, message },
            1 => Rejection::Invalid { offset, message },
            2 => Rejection::ImplementationLimit { offset, message },
            3 => Rejection::Unsupported {
                offset,
                feature: message,
            },
            _ => return Err(broken()),
        })
    }

    fn location(&mut self) -> Read<Location> {
        Ok(Location {
            instance: self.num()?,
            func: self.num()?,
            offset: self.num()?,
        })
    }

    pub(crate) fn failure(&mut self) -> Read<Failure> {
        let kind = self.byte()?;
        let code = usize::from(self.byte()?);
        let location = self.option(Self::location)?;
        match kind {
            0 => TrapKind::ALL.get(code).map(|&kind| Failure::Trap(kind, location)),
            1 => Exhaustion::ALL
                .get(code)
                .map(|&what| Failure::Exhausted(what, location)),
            _ => None,
        }
        .ok_or_else(broken)
    }
}

pub(crate) fn broken() -> Crash {
    Crash::Failed("the two halves of the binding disagree about an answer".to_owned())
}
