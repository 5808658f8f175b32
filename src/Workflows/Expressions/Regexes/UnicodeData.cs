namespace Fleet.Workflows.Expressions.Regexes;

/// <summary>Facts of the Unicode Character Database 16.0 (that of .NET 10's own categories) that .NET does not tell: scripts and simple case folding.</summary>
internal static class UnicodeData
{
    /// <summary>
    /// The case foldings of status C and S as pairs, in hexadecimal: <c>41-5A+20</c> is that 41 goes with 61, 42 with 62 .. 5A with 7A; <c>100=12E+1</c> that 100 goes with 101, 102 with 103, in steps of two.
    /// Code points that go together over some pairs fold to each other.
    /// </summary>
    public const string Folds = """
        41-5A+20 6B+20BF 73+10C B5+2E7 C0-D6+20 D8-DE+20 DF+1DBF E5+2046 FF+79 100=12E+1 132=136+1 139=147+1 14A=176+1 179=17D+1 180+C3 181+D2 182=184+1 186+CE
        187+1 189-18A+CD 18B+1 18E+4F 18F+CA 190+CB 191+1 193+CD 194+CF 195+61 196+D3 197+D1 198+1 19A+A3 19B+A641 19C+D3 19D+D5 19E+82 19F+D6 1A0=1A4+1 1A6+DA
        1A7+1 1A9+DA 1AC+1 1AE+DA 1AF+1 1B1-1B2+D9 1B3=1B5+1 1B7+DB 1B8+1 1BC+1 1BF+38 1C4-1C5+1 1C7-1C8+1 1CA-1CB+1 1CD=1DB+1 1DE=1EE+1 1F1-1F2+1 1F4+1
        1F8=21E+1 222=232+1 23A+2A2B 23B+1 23E+2A28 23F-240+2A3F 241+1 244+45 245+47 246=24E+1 250+2A1F 251+2A1C 252+2A1E 25C+A54F 261+A54B 264+A567 265+A528
        266+A544 26A+A544 26B+29F7 26C+A541 271+29FD 27D+29E7 282+A543 287+A52A 29D+A515 29E+A512 345+54 370=372+1 376+1 37B-37D+82 37F+74 386+26 388-38A+25
        38C+40 38E-38F+3F 390+1C43 391-3A1+20 3A3+1F 3A4-3AB+20 3B0+1C33 3B2+1E 3B5+40 3B8+19 3B9+1C05 3BA+36 3C0+16 3C1+30 3C2+1 3C6+F 3C9+1D5D 3CF+8 3D1+23
        3D8=3EE+1 3F2+7 3F7+1 3FA+1 400-40F+50 410-42F+20 432+184E 434+184D 43E+1844 441-442+1842 44A+183C 460=480+1 463+1824 48A=4BE+1 4C0+F 4C1=4CD+1
        4D0=52E+1 531-556+30 10A0-10C5+1C60 10C7+1C60 10CD+1C60 10D0-10FA+BC0 10FD-10FF+BC0 13A0-13EF+97D0 13F0-13F5+8 1C84+1 1C88+89C2 1C89+1 1D79+8A04
        1D7D+EE6 1D8E+8A38 1E00=1E94+1 1E61+3A 1EA0=1EFE+1 1F00-1F07+8 1F10-1F15+8 1F20-1F27+8 1F30-1F37+8 1F40-1F45+8 1F51=1F57+8 1F60-1F67+8 1F70-1F71+4A
        1F72-1F75+56 1F76-1F77+64 1F78-1F79+80 1F7A-1F7B+70 1F7C-1F7D+7E 1F80-1F87+8 1F90-1F97+8 1FA0-1FA7+8 1FB0-1FB1+8 1FB3+9 1FC3+9 1FD0-1FD1+8 1FE0-1FE1+8
        1FE5+7 1FF3+9 2132+1C 2160-216F+10 2183+1 24B6-24CF+1A 2C00-2C2F+30 2C60+1 2C67=2C6B+1 2C72+1 2C75+1 2C80=2CE2+1 2CEB=2CED+1 2CF2+1 A640=A66C+1
        A680=A69A+1 A722=A72E+1 A732=A76E+1 A779=A77B+1 A77E=A786+1 A78B+1 A790=A792+1 A794+30 A796=A7A8+1 A7B3+3A0 A7B4=A7C2+1 A7C7=A7C9+1 A7CC+1 A7D0+1
        A7D6=A7DA+1 A7F5+1 FB05+1 FF21-FF3A+20 10400-10427+28 104B0-104D3+28 10570=10594+27 10571=10579+27 1057D=10589+27 1058D=10591+27 10595+27
        10C80-10CB2+40 10D50-10D65+20 118A0-118BF+20 16E40-16E5F+20 1E900-1E921+22
        """;

    /// <summary>One line for each script: its name and its ranges, in hexadecimal. Each number is the distance from the end of the range before (the first: from 0), and <c>+N</c> how many more code points follow.</summary>
    public const string Scripts = """
        Adlam 1E900+4B 5+9 5+1
        Ahom 11700+1A 3+E 5+16
        Anatolian_Hieroglyphs 14400+246
        Arabic 600+4 2+5 2+D 2+2 2+1F 2+9 C+19 2+6B 2+21 51+2F F1+1E 2+1 6+4A 2+1C F251+72 11+16A 3+4F 3+35 8 21+F 71+4 2+86 F64+1E 44+2 38+3 DF01+3 2+1A 2+1 2 3 2+9 2+3 2 2 7 5 2 2 2+2 2+1 2 3 2 2 2 2 2+1 2 3+3 2+6 2+3 2+3 2 2+9 2+10 6+2 2+4 2+10 35+1
        Armenian 531+25 3+31 3+2 F584+4
        Avestan 10B00+35 4+6
        Balinese 1B00+4C 2+31
        Bamum A6A0+57 C109+238
        Bassa_Vah 16AD0+1D 3+5
        Batak 1BC0+33 9+3
        Bengali 980+3 2+7 3+1 3+15 2+6 2 4+3 3+8 3+1 3+3 9 5+1 2+4 3+18
        Bhaiksuki 11C00+8 2+2C 2+D B+1C
        Bopomofo 2EA+1 2E1A+2A 71+1F
        Brahmi 11000+4D 5+23 A
        Braille 2800+FF
        Buginese 1A00+1B 3+1
        Buhid 1740+13
        Canadian_Aboriginal 1400+27F 231+45 101BB+F
        Carian 102A0+30
        Caucasian_Albanian 10530+33 C
        Chakma 11100+34 2+11
        Cham AA00+36 A+D 3+9 3+3
        Cherokee 13A0+55 3+5 9773+4F
        Chorasmian 10FB0+1B
        Common 0+40 1B+5 1B+2E 2+E 2+4 18 20 1C2+26 6+4 3+13 75 A 7 2 27E 7 F 4 21 9D 205 82+1 4DA 196+3 123 5F0+2 48+1 CC+1 2 4CE E 8+3 2+5 2+2 3 306+B 3+56 2+A 4+A 2+E 12+20 40+25 2+2 3+5 2+1A 2+10 2A+2 5+299 17+A 16+39F 101+273 3+1F 2+68 201+5D 193+14 2 2+18 10+7 5+3 5C+1 4 5B+1 94+F 21+25 A 31+3F 20+50 30 59+A7 19C1+3F 5901+21 67+2 A6+9 F5 A1 18C F+1 51D3+1 D1+9 17+22 2+12 2+3 94 2+1F 1B+5 1B+A B 2E+1 41+6 2+6 B+4 103+2 5+2C 4+8 51+C 34+2C E5+1A B9A5+3 F5D+F9 7+1B3 9D+73 3D+F5 B+26 3+3D 4+10 9+1 8+1D 5+3C D6+13 D+13 D+56 A+18 88+54 2+46 2+1 3 3+1 3+3 2+B 2 2+6 2+40 2+3 3+7 2+6 2+1B 2+3 2+4 2 4+6 2+153 3+123 3+31 1472+43 4D+3C 2C3+2B 5+63 D+E 3+E 2+E 2+24 B+AD 39+19 2+1 E+2B 5+8 8+1 F+5 9B+3D7 5+10 4+C 4+76 5+5E 7+B 5 10+B 5+37 9+9 7+27 9+1D 3+B 5+1 3F+153 D+D 3+C 4+9 6+37 8+E 3+A 7+8 8+92 2+65 C0408 1F+5F
        Coptic 3E2+D 2891+73 6+6
        Cuneiform 12000+399 67+6E 2+4 C+C3
        Cypriot 10800+5 3 2+2B 2+1 4 3
        Cypro_Minoan 12F90+62
        Cyrillic 400+84 3+A8 1751+A A1 4D 1068+1F 7841+5F 578F+1 E201+3D 22
        Deseret 10400+4F
        Devanagari 900+50 5+E 3+19 9F61+1F 7201+9
        Dives_Akuru 11900+6 3 3+7 2+1 2+1D 2+1 3+B A+9
        Dogra 11800+3B
        Duployan 1BC00+6A 6+C 4+8 8+9 3+3
        Egyptian_Hieroglyphs 13000+455 B+F9A
        Elbasan 10500+27
        Elymaic 10FE0+16
        Ethiopic 1200+48 2+3 3+6 2 2+3 3+28 2+3 3+20 2+3 3+6 2 2+3 3+E 2+38 2+3 3+42 3+1F 4+19 19E7+16 A+6 2+6 2+6 2+6 2+6 2+6 2+6 2+6 7D23+5 3+5 3+5 A+6 2+6 13CB2+6 2+3 2+1 2+E
        Garay 10D40+25 4+1C 9+1
        Georgian 10A0+25 2 6 3+2A 2+3 B91+2A 3+2 1041+25 2 6
        Glagolitic 2C00+5F 1B3A1+6 2+10 3+6 2+1 2+4
        Gothic 10330+1A
        Grantha 11300+3 2+7 3+1 3+15 2+6 2+1 2+4 3+8 3+1 3+2 3 7 6+6 3+6 4+4
        Greek 370+3 2+2 3+3 2 5 2 2+2 2 2+13 2+3E F+F 1927+4 33+4 5+4 55 141+15 3+5 3+25 3+5 3+7 2 2 2 2+1E 3+34 2+E 2+D 3+5 2+12 3+2 2+8 128 8A3F 55DB+4E 12 D060+45
        Gujarati A81+2 2+8 2+2 2+15 2+6 2+1 2+4 3+9 2+2 2+2 3 10+3 3+B 8+6
        Gunjala_Gondi 11D60+5 2+1 2+24 2+1 2+5 8+9
        Gurmukhi A01+2 2+5 5+1 3+15 2+6 2+1 2+1 2+1 3 2+4 5+1 3+2 4 8+3 2 8+10
        Gurung_Khema 16100+39
        Han 2E80+19 2+58 D+D5 30 2 1A+8 F+3 3C5+19BF 41+51FF 5901+16D 3+69 7509+1 D+1 900F+A6DF 21+1039 7+DD 3+1681 F+1D30 10+26D 9A3+21D 5E3+134A 6+105F
        Hangul 1100+FF 1E2F+1 102+5D 72+1E 42+1E 76E2+1C 284+2BA3 D+16 5+30 27A5+1E 4+5 3+5 3+5 3+2
        Hanifi_Rohingya 10D00+27 9+9
        Hanunoo 1720+14
        Hatran 108E0+12 2+1 6+4
        Hebrew 591+36 9+1A 5+5 F529+19 2+4 2 2+1 2+1 2+9
        Hiragana 3041+55 7+2 17F62+11E 13 1E+2 40AE
        Imperial_Aramaic 10840+15 2+8
        Inherited 300+6F 116+1 1C5+A 1B 2E1+3 115C+1E 202+2 2+C 2+6 5 7 4+1 C7+3F 20D+1 C3+20 F3A+3 6C+1 CD66+F 11+D 3D0 E3 105B BBC5+2D 3+16 221+2 12+7 3+6 1F+3 C2F53+EF
        Inscriptional_Pahlavi 10B60+12 6+7
        Inscriptional_Parthian 10B40+15 3+7
        Javanese A980+4D 3+9 5+1
        Kaithi 11080+42 B
        Kannada C80+C 2+2 2+16 2+9 2+4 3+8 2+2 2+3 8+1 7+1 2+3 3+9 2+2
        Katakana 30A1+59 3+2 F1+F D1+2E 2+57 CC0F+9 2+2C B053+3 2+6 2+1 2 120+2 33 F+3
        Kawi 11F00+10 2+28 4+1C
        Kayah_Li A900+2D 2
        Kharoshthi 10A00+3 2+1 6+7 2+2 2+1C 3+2 5+9 8+8
        Khitan_Small_Script 16FE4 1B1C+1D5 2A
        Khmer 1780+5D 3+9 7+9 1E7+1F
        Khojki 11200+11 2+2E
        Khudawadi 112B0+3A 6+9
        Kirat_Rai 16D40+39
        Lao E81+1 2 2+4 2+17 2 2+16 3+4 2 2+6 2+9 3+3
        Latin 41+19 7+19 30 10 6+16 2+1E 2+1C0 28+4 1A1C+25 7+30 6+3 6+C 2+45 42+FF 172 E 11+C 8E+1 7 1C 12+28 AD8+1F 7AA3+65 4+42 3+1 2 2+7 16+D 331+2A 2+8 2+3 4F97+6 41B+19 7+19 826+5 2+29 2+8 D746+1E 7+5
        Lepcha 1C00+37 4+E 4+2
        Limbu 1900+1E 2+B 5+B 5 4+B
        Linear_A 10600+136 A+15 B+7
        Linear_B 10000+B 2+19 2+12 2+1 2+E 3+D 23+7A
        Lisu A4D0+2F 7AB1
        Lycian 10280+1C
        Lydian 10920+19 6
        Mahajani 11150+26
        Makasar 11EE0+18
        Malayalam D00+C 2+2 2+32 2+2 2+5 5+F 3+19
        Mandaic 840+1B 3
        Manichaean 10AC0+26 5+B
        Marchen 11C70+1F 3+15 2+D
        Masaram_Gondi 11D00+6 2+1 2+2B 4 2+1 2+8 9+9
        Medefaidrin 16E40+5A
        Meetei_Mayek AAE0+16 CA+2D 3+9
        Mende_Kikakui 1E800+C4 3+F
        Meroitic_Cursive 109A0+17 5+13 3+2D
        Meroitic_Hieroglyphs 10980+1F
        Miao 16F00+4A 5+38 8+10
        Modi 11600+44 C+9
        Mongolian 1800+1 3 2+13 7+58 8+2A FDB6+C
        Mro 16A40+1E 2+9 5+1
        Multani 11280+6 2 2+3 2+E 2+A
        Myanmar 1000+9F 9941+1E 62+1F 6C51+13
        Nabataean 10880+1E 9+8
        Nag_Mundari 1E4D0+29
        Nandinagari 119A0+7 3+2D 3+A
        New_Tai_Lue 1980+2B 5+19 7+A 4+1
        Newa 11400+5B 2+4
        Nko 7C0+3A 3+2
        Nushu 16FE1 418F+18B
        Nyiakeng_Puachue_Hmong 1E100+2C 4+D 3+9 5+1
        Ogham 1680+1C
        Ol_Chiki 1C50+2F
        Ol_Onal 1E5D0+2A 5
        Old_Hungarian 10C80+32 E+32 8+5
        Old_Italic 10300+23 A+2
        Old_North_Arabian 10A80+1F
        Old_Permic 10350+2A
        Old_Persian 103A0+23 5+D
        Old_Sogdian 10F00+27
        Old_South_Arabian 10A60+1F
        Old_Turkic 10C00+48
        Old_Uyghur 10F70+19
        Oriya B01+2 2+7 3+1 3+15 2+6 2+1 2+4 3+8 3+1 3+2 8+2 5+1 2+4 3+11
        Osage 104B0+23 5+23
        Osmanya 10480+1D 3+9
        Pahawh_Hmong 16B00+45 B+9 2+6 2+14 6+12
        Palmyrene 10860+1F
        Pau_Cin_Hau 11AC0+38
        Phags_Pa A840+37
        Phoenician 10900+1B 4
        Psalter_Pahlavi 10B80+11 8+3 D+6
        Rejang A930+23 C
        Runic 16A0+4A 4+A
        Samaritan 800+2D 3+E
        Saurashtra A880+45 9+B
        Sharada 11180+5F
        Shavian 10450+2F
        Siddham 11580+35 3+25
        SignWriting 1D800+28B 10+4 2+E
        Sinhala D81+2 2+11 4+17 2+8 2 3+6 4 5+5 2 2+7 7+9 3+2 103ED+13
        Sogdian 10F30+29
        Sora_Sompeng 110D0+18 8+9
        Soyombo 11A50+52
        Sundanese 1B80+3F 101+7
        Sunuwar 11BC0+21 F+9
        Syloti_Nagri A800+2C
        Syriac 700+D 2+3B 3+2 111+A
        Tagalog 1700+15 A
        Tagbanwa 1760+C 2+2 2+1
        Tai_Le 1950+1D 3+4
        Tai_Tham 1A20+3E 2+1C 3+A 7+9 7+D
        Tai_Viet AA80+42 19+4
        Takri 11680+39 7+9
        Tamil B82+1 2+5 4+2 2+3 4+1 2 2+1 4+1 4+2 4+B 5+4 4+2 2+3 3 7 F+14 113C6+31 E
        Tangsa 16A70+4E 2+9
        Tangut 16FE0 20+17F7 9+2FF 201+8
        Telugu C00+C 2+2 2+16 2+F 3+8 2+2 2+3 8+1 2+2 3 3+3 3+9 8+8
        Thaana 780+31
        Thai E01+39 6+1B
        Tibetan F00+47 2+23 5+26 2+23 2+E 2+6 5+1
        Tifinagh 2D30+37 8+1 F
        Tirhuta 11480+47 9+9
        Todhri 105C0+33
        Toto 1E290+1E
        Tulu_Tigalari 11380+9 2 3 2+25 2+9 2 3 2+3 2+9 2+1 9+1
        Ugaritic 10380+1D 2
        Vai A500+12B
        Vithkuqi 10570+A 2+E 2+6 2+1 2+A 2+E 2+6 2+1
        Wancho 1E2C0+39 6
        Warang_Citi 118A0+52 D
        Yezidi 10E80+29 2+2 3+1
        Yi A000+48C 4+36
        Zanabazar_Square 11A00+47
        """;
}
