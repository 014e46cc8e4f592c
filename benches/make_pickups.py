#!/usr/bin/env python3
"""Writes a CSV of made pickups: make_pickups.py ROWS FILE

Seed and clock are fixed, so the same ROWS gives the same bytes. About 220 bytes a row; IMEIs have a
valid Luhn digit; every 1,000th row is dirty (an IMEI in scientific notation, an ambiguous date, an
unknown category or a field too few). Names, phones and addresses are drawn from word lists and
belong to nobody.
"""
import random
import sys

HEADER = ("channel,pickup_no,ordered_at,picked_at,city,county,category,brand,model,spec,serial,"
          "declared_class,quoted_price,seller_name,seller_phone,seller_address,remark")
CHANNELS = ["app", "pc", "wechat", "qq", "store", "convenience-store", "campus", "exclusive-store",
            "merchant", "partner"]
PLACES = [("北京市", "朝阳区"), ("北京市", "海淀区"), ("上海市", "浦东新区"), ("广州市", "天河区"),
          ("深圳市", "南山区"), ("成都市", "武侯区"), ("杭州市", "西湖区"), ("武汉市", "洪山区"),
          ("西安市", "雁塔区"), ("南京市", "玄武区"), ("拉萨市", "城关区"), ("昆明市", "五华区")]
PHONES = [("Apple", "iPhone 7", "128GB 黑色"), ("Apple", "iPhone X", "64GB 银色"),
          ("小米", "小米6", "6+64GB"), ("华为", "Mate 10", "4+64GB"), ("OPPO", "R11", "4+64GB"),
          ("vivo", "X20", "4+64GB"), ("三星", "Galaxy S8", "4+64GB")]
CLASSES = ["优品", "良品", "废品", ""]
FAMILY = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高"
STREETS = ["建设路", "人民路", "解放路", "中山路", "和平路", "文化路", "新华街", "学院路"]
REMARKS = ["", "", "", "屏幕有划痕", "电池不耐用", "配件齐全", "边框磕碰"]


def luhn(digits):
    total = 0
    for i, c in enumerate(reversed(digits)):
        d = ord(c) - 48
        if i % 2 == 0:
            d *= 2
            if d > 9:
                d -= 9
        total += d
    return str((10 - total % 10) % 10)


def row(rng, i):
    channel = rng.choice(CHANNELS)
    city, county = rng.choice(PLACES)
    brand, model, spec = rng.choice(PHONES)
    body = "35" + "%012d" % rng.randrange(10 ** 12)
    imei = body + luhn(body)
    day = 1 + i * 28 // 1_000_000 % 28
    hour, minute = rng.randrange(8, 22), rng.randrange(60)
    ordered = "2017-12-%02d %02d:%02d" % (day, hour, minute)
    picked = "2017-12-%02d %02d:%02d" % (day + 1, rng.randrange(9, 20), rng.randrange(60))
    number = "P20171221%09d" % i
    address = "%s%s%s%d号%d室" % (city, county, rng.choice(STREETS), rng.randrange(1, 400),
                                rng.randrange(101, 2999))
    category = "手机"
    fields = [channel, number, ordered, picked, city, county, category, brand, model, spec, imei,
              rng.choice(CLASSES), str(rng.randrange(200, 6000)), rng.choice(FAMILY) + "先生",
              "138%08d" % rng.randrange(10 ** 8), address, rng.choice(REMARKS)]
    if i % 1000 == 999:
        fault = i // 1000 % 4
        if fault == 0:
            fields[10] = "3.53833E+14"
        elif fault == 1:
            fields[2] = "01/12/2017 10:00"
        elif fault == 2:
            fields[6] = "飞碟"
        else:
            fields.pop()
    return ",".join(fields)


def main():
    rows, path = int(sys.argv[1]), sys.argv[2]
    rng = random.Random(20171221)
    with open(path, "w", encoding="utf-8", newline="") as out:
        out.write(HEADER + "\r\n")
        for i in range(rows):
            out.write(row(rng, i) + "\r\n")


if __name__ == "__main__":
    main()
